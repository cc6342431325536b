public import HelmRelease

/// The revisions of a release.
public struct History: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// Newest first. Revisions whose records cannot be read are left out.
    /// - Parameter maximum: 0 shows all.
    public func run(name: String, maximum: Int) async throws(ActionError) -> [ReleaseSummary] {
        try await context.reach()
        try ReleaseName.check(name, "release name is invalid")
        var entries = try await context.history(of: name).sorted { $0.revision > $1.revision }
        if maximum > 0 { entries = Array(entries.prefix(maximum)) }
        let shown = entries
        return try await translated { try await context.releases.summaries(of: shown) }
            .sorted { $0.revision > $1.revision }
    }
}
