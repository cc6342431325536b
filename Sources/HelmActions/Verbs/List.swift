internal import HelmFunctions
public import HelmRelease
internal import HelmValues

/// The newest revision of each release.
public struct List: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// Whatever decides which releases are shown is read from labels; records are only read of those that are shown.
    /// Only sorting by date needs those of all.
    public func run(_ options: ListOptions) async throws(ActionError) -> [ReleaseSummary] {
        let filter = try Self.filter(options.filter)
        let selector = try LabelSelector(options.selector)
        try await context.reach()
        let entries = try await context.reading { () async throws(ReleaseError) in
            try await context.releases.entries(ReleaseQuery())
        }
        let chosen = ListSelection(options).chosen(from: entries).filter { entry in
            (filter?.matches(entry.name) ?? true) && selector.matches(entry.labels)
        }
        if options.byDate {
            let sorted = try await summaries(of: chosen).sorted { Self.isNewer($0, $1) }
            return Self.page(options.sortReverse ? sorted.reversed() : sorted, options)
        }
        let sorted = chosen.sorted(by: ReleaseEntry.precedes)
        let shown = Self.page(options.sortReverse ? sorted.reversed() : sorted, options)
        let found = try await summaries(of: shown).map { (Key($0.namespace, $0.name, $0.revision), $0) }
        let byKey = Dictionary(found) { first, _ in first }
        return shown.compactMap { byKey[Key($0.namespace, $0.name, $0.revision)] }
    }

    private struct Key: Hashable {
        let namespace: String
        let name: String
        let revision: Int

        init(_ namespace: String, _ name: String, _ revision: Int) {
            (self.namespace, self.name, self.revision) = (namespace, name, revision)
        }
    }

    private func summaries(of entries: [ReleaseEntry]) async throws(ActionError) -> [ReleaseSummary] {
        try await translated { try await context.releases.summaries(of: entries) }
    }

    private static func filter(_ pattern: String) throws(ActionError) -> TextPattern? {
        if pattern.isEmpty { return nil }
        do {
            return try TextPattern(pattern)
        } catch {
            throw ActionError(.invalidOptions, error.message)
        }
    }

    /// By the whole time, where Helm compares only seconds, then by name.
    private static func isNewer(_ left: ReleaseSummary, _ right: ReleaseSummary) -> Bool {
        let (a, b) = (left.info.lastDeployed ?? .zero, right.info.lastDeployed ?? .zero)
        return a != b ? b < a : bytesPrecede(right.name, left.name)
    }

    private static func page<Element>(_ elements: [Element], _ options: ListOptions) -> [Element] {
        let rest = elements.dropFirst(max(0, options.offset))
        return Array(options.limit > 0 ? rest.prefix(options.limit) : rest)
    }
}
