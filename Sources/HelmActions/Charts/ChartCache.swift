internal import HelmChart
internal import HelmRender

/// The charts used last, as loaded: a chart is read and parsed once for each state of its file, however many ask at once.
actor ChartCache {
    private static let maximumBytes = 64 << 20

    private struct Entry {
        let chart: Chart
        let bytes: Int
        var lastUse: UInt64
    }

    /// Reading a chart blocks, so it has a thread of its own.
    private let threads: RenderThreads
    private var entries: [FileIdentity: Entry] = [:]
    private var loading: [FileIdentity: Task<Chart, any Error>] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0

    init(threads: RenderThreads) { self.threads = threads }

    /// The chart of that file, from memory or by `load`.
    ///
    /// All who wait for one chart share the load, so it goes on when one of them is cancelled.
    func chart(
        for identity: FileIdentity, load: @escaping @Sendable () throws(ActionError) -> Chart
    ) async throws(ActionError) -> Chart {
        uses += 1
        entries[identity]?.lastUse = uses
        if let entry = entries[identity] { return entry.chart }
        let task = loading[identity] ?? Task { [threads] in try await threads.run { try load() } }
        loading[identity] = task
        defer { loading[identity] = nil }
        do {
            let chart = try await task.value
            keep(chart, for: identity)
            return chart
        } catch let error as ActionError {
            throw error
        } catch {
            throw ActionError(.invalidChart, "\(error)")
        }
    }

    private func keep(_ chart: Chart, for identity: FileIdentity) {
        let size = chart.raw.reduce(0) { $0 + $1.data.count }
        guard size <= Self.maximumBytes / 4, entries[identity] == nil else { return }
        uses += 1
        entries[identity] = Entry(chart: chart, bytes: size, lastUse: uses)
        bytes += size
        while bytes > Self.maximumBytes, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            bytes -= oldest.value.bytes
            entries[oldest.key] = nil
        }
    }
}
