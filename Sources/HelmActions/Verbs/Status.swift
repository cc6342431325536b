internal import HelmKube
public import HelmRelease
internal import HelmValues

/// A release and its objects as they are now.
public struct Status: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Parameter revision: 0 is the newest.
    public func run(name: String, revision: Int, withResources: Bool) async throws(ActionError) -> StatusResult {
        try await context.reach()
        let release = try await context.content(of: name, revision: revision)
        return StatusResult(
            release: release, resources: withResources ? try await resources(of: release) : [])
    }
}
