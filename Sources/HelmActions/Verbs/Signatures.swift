public import HelmRelease
public import HelmValues

/// Installs a chart as a new release.
public struct Install: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    public func run(_ request: InstallRequest) async throws(ActionError) -> Release { throw .init(.unsupported, "") }
}
/// Changes a release to a new chart or new values; installs it where that is asked for.
public struct Upgrade: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    public func run(_ request: UpgradeRequest) async throws(ActionError) -> Release { throw .init(.unsupported, "") }
}
/// Makes an earlier revision the newest one.
public struct Rollback: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    /// - Parameter revision: 0 is the one before the last.
    public func run(
        name: String, revision: Int, options: RollbackOptions
    ) async throws(ActionError) -> Release { throw .init(.unsupported, "") }
}
/// Removes a release.
public struct Uninstall: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    public func run(name: String, options: UninstallOptions) async throws(ActionError) -> UninstallResult {
        throw .init(.unsupported, "")
    }
}
/// The newest revision of each release.
public struct List: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    public func run(_ options: ListOptions) async throws(ActionError) -> [ReleaseSummary] {
        throw .init(.unsupported, "")
    }
}
/// A release and its objects as they are now.
public struct Status: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    /// - Parameter revision: 0 is the newest.
    public func run(
        name: String, revision: Int, withResources: Bool
    ) async throws(ActionError) -> StatusResult { throw .init(.unsupported, "") }
}
/// The revisions of a release.
public struct History: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    /// Newest first.
    /// - Parameter maximum: 0 shows all.
    public func run(name: String, maximum: Int) async throws(ActionError) -> [ReleaseSummary] {
        throw .init(.unsupported, "")
    }
}
/// What is stored of a release.
public struct Get: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    /// Everything. The manifest is `release.manifest`, notes are `release.info.notes`.
    /// - Parameter revision: 0 is the newest.
    public func release(name: String, revision: Int) async throws(ActionError) -> Release {
        throw .init(.unsupported, "")
    }
    /// The user's values, or with `all` what templates saw of values; nil when there are none.
    public func values(name: String, revision: Int, all: Bool) async throws(ActionError) -> ValueMap? {
        throw .init(.unsupported, "")
    }
    /// The hooks' manifests as Helm prints them.
    public func hooks(name: String, revision: Int) async throws(ActionError) -> String {
        throw .init(.unsupported, "")
    }
    public func metadata(name: String, revision: Int) async throws(ActionError) -> ReleaseMetadata {
        throw .init(.unsupported, "")
    }
}
/// Renders a chart, by default without any cluster.
public struct Template: Sendable {
    let context: ActionContext
    public init(_ context: ActionContext) { self.context = context }
    public func run(_ request: TemplateRequest) async throws(ActionError) -> TemplateResult {
        throw .init(.unsupported, "")
    }
}
