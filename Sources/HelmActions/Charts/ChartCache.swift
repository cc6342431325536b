internal import HelmChart
internal import HelmRepository

/// What a loaded chart was made of.
enum ChartKey: Hashable, Sendable {
    case file(FileIdentity)
    /// The SHA-256 of an archive that everybody may have who names the repository it is of.
    case shared(String)
    /// The SHA-256 of an archive that the caller has fetched already.
    case fetched(String)
}

/// The charts used last, as loaded: a chart is read and parsed once for each content, however many ask at once.
actor ChartCache {
    private static let maximumBytes = 64 << 20

    private struct Entry {
        let chart: Chart
        let bytes: Int
        var lastUse: UInt64
    }

    private let loads = SingleFlight<ChartKey, Chart>()
    private var entries: [ChartKey: Entry] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0

    /// The chart of that content, from memory or by `load`.
    ///
    /// All who wait for one chart share the load, so it goes on when one of them is cancelled.
    func chart(
        for key: ChartKey, load: @escaping @Sendable () async throws -> Chart
    ) async throws(ActionError) -> Chart {
        if let chart = held(key) { return chart }
        return try await translated {
            try await loads.run(key) {
                // Whoever came too late for one load must not begin another.
                if let chart = await self.held(key) { return chart }
                let chart = try await load()
                await self.keep(chart, for: key)
                return chart
            }
        }
    }

    private func held(_ key: ChartKey) -> Chart? {
        uses += 1
        entries[key]?.lastUse = uses
        return entries[key]?.chart
    }

    private func keep(_ chart: Chart, for key: ChartKey) {
        let size = chart.raw.reduce(0) { $0 + $1.data.count }
        guard size <= Self.maximumBytes / 4, entries[key] == nil else { return }
        uses += 1
        entries[key] = Entry(chart: chart, bytes: size, lastUse: uses)
        bytes += size
        while bytes > Self.maximumBytes, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            bytes -= oldest.value.bytes
            entries[oldest.key] = nil
        }
    }
}
