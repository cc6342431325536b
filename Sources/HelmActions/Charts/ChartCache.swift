internal import HelmChart

/// The charts used last, as loaded: a chart is read and parsed once for each state of its file.
actor ChartCache {
    private static let maximumBytes = 64 << 20

    private struct Entry {
        let chart: Chart
        let bytes: Int
        var lastUse: UInt64
    }

    private var entries: [FileIdentity: Entry] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0

    func chart(for identity: FileIdentity) -> Chart? {
        uses += 1
        entries[identity]?.lastUse = uses
        return entries[identity]?.chart
    }

    func keep(_ chart: Chart, for identity: FileIdentity) {
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
