/// How objects are written.
public enum ApplyMethod: Sendable, Hashable {
    /// The client makes the patch.
    case clientSide
    /// The server merges, and knows who manages which field.
    case serverSide(forcesConflicts: Bool = false)
}

/// What the server does with fields that no schema declares.
public enum FieldValidation: String, Sendable {
    case ignore = "Ignore"
    case warn = "Warn"
    case strict = "Strict"
}

/// How objects are created.
public struct CreateOptions: Sendable {
    public var method = ApplyMethod.serverSide()
    public var isDryRun = false
    /// Sent with server-side apply.
    public var fieldValidation = FieldValidation.strict

    public init(method: ApplyMethod = .serverSide()) { self.method = method }
}

/// How objects are updated.
public struct UpdateOptions: Sendable {
    public var method = ApplyMethod.serverSide()
    /// Replaces objects (PUT) instead of patching them; not with server-side apply.
    public var forcesReplace = false
    public var isDryRun = false
    public var fieldValidation = FieldValidation.strict
    /// Turns fields that Helm manages by Update into fields that it applies, before applying: needed when the
    /// release was applied by the client before.
    public var migratesFieldManagers = false
    /// A three-way merge for custom resources too: what Helm asks when it adopts objects.
    public var threeWayMergeForCustomResources = false

    public init(method: ApplyMethod = .serverSide()) { self.method = method }
}

/// What an update did, also when it failed half-way.
public struct UpdateOutcome: Sendable {
    public var created: [KubeObject] = []
    public var updated: [KubeObject] = []
    public var deleted: [KubeObject] = []
    public var failure: KubeError?

    public init() {}
}
