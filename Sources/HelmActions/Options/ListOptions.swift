/// Which releases ``List`` shows.
public struct ListOptions: Sendable {
    /// Every status.
    public var all = false
    /// The context's namespace is ignored.
    public var allNamespaces = false
    public var byDate = false
    public var sortReverse = false
    /// 0 shows all.
    public var limit = 0
    public var offset = 0
    /// A regular expression that some part of the name must match.
    public var filter = ""
    /// A label selector over the releases' own labels.
    public var selector = ""
    public var uninstalled = false
    public var superseded = false
    public var uninstalling = false
    public var deployed = false
    public var failed = false
    public var pending = false

    public init() {}
}
