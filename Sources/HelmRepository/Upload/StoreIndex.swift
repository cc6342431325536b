internal import Crypto
internal import Glibc
public import HelmChart
internal import HelmValues

/// The index of the upload store as a chart repository, and what it was made of.
public struct StoreIndex: Sendable {
    /// `index.yaml`.
    public let yaml: [UInt8]
    /// The same as long as the same archives lie in the folder, wherever and whenever that is asked.
    public let tag: String
    /// Counts the changes, from 1.
    public let generation: UInt64
    /// Archives that are none, new in this index, with the reason.
    public let skipped: [(name: String, reason: String)]
    private let known: [String: Known]

    private struct Known: Sendable {
        let identity: FileIdentity
        let outcome: Outcome
    }

    private enum Outcome: Sendable {
        case chart(IndexedChart, weight: Int)
        case broken
    }

    /// What an index holds at most; what is beyond is left out.
    public struct Bounds: Sendable {
        public var archives = 20_000
        /// Of one archive's Chart.yaml.
        public var metadataBytes = 256 << 10
        /// Of all of them.
        public var totalBytes = 64 << 20

        public init() {}
    }

    /// The check sum of an archive that is in the index; nil when it is another state of the file.
    public func digest(of name: String, _ identity: FileIdentity) -> String? {
        guard let known = known[name], known.identity == identity, case .chart(let chart, _) = known.outcome else {
            return nil
        }
        return chart.digest
    }

    /// The index of what lies in the folder now. Only archives are read that changed since `previous`; blocks.
    ///
    /// `created` is when an archive was written, so that one folder always gives one index.
    /// - Parameter generated: RFC 3339; asked when the index is made anew.
    /// - Throws: ``UploadError`` with code `.storage`.
    public static func scan(
        _ store: UploadStore, previous: StoreIndex?, bounds: Bounds = Bounds(), generated: () -> String
    ) throws(UploadError) -> StoreIndex {
        var scan = Scan(store: store, previous: previous, bounds: bounds)
        for name in try store.list() { scan.add(name) }
        if let previous, !scan.hasChanged, previous.known.count == scan.known.count { return previous }
        return StoreIndex(scan, generated: generated())
    }

    private init(_ scan: Scan, generated: String) {
        yaml = scan.writer.yaml(generated: generated)
        tag = "W/\"\(Checksum.text(of: scan.contents.finalize()))\""
        skipped = scan.skipped
        generation = (scan.previous?.generation ?? 0) + 1
        known = scan.known
    }

    private struct Scan {
        let store: UploadStore
        let previous: StoreIndex?
        let bounds: Bounds
        var writer = IndexWriter()
        /// Of all that the index says, but for when it was made.
        var contents = SHA256()
        var known: [String: Known] = [:]
        var skipped: [(name: String, reason: String)] = []
        var hasChanged = false
        private var totalBytes = 0

        init(store: UploadStore, previous: StoreIndex?, bounds: Bounds) {
            self.store = store
            self.previous = previous
            self.bounds = bounds
        }

        mutating func add(_ name: String) {
            guard let path = try? store.path(of: name), let identity = FileIdentity(path: path), !identity.isFolder
            else { return }
            if let old = previous?.known[name], old.identity == identity {
                keep(old, name)
                return
            }
            hasChanged = true
            let outcome: Outcome
            do throws(UploadError) {
                let (chart, weight) = try read(name)
                outcome = .chart(chart, weight: weight)
            } catch {
                // Removed meanwhile: it is no part of the folder any more.
                if error.code == .notFound { return }
                skipped.append((name, error.message))
                outcome = .broken
            }
            keep(Known(identity: identity, outcome: outcome), name)
        }

        private mutating func keep(_ state: Known, _ name: String) {
            known[name] = state
            guard case .chart(let chart, let weight) = state.outcome else { return }
            guard known.count <= bounds.archives, totalBytes + weight <= bounds.totalBytes else {
                if hasChanged { skipped.append((name, "the index is full")) }
                return
            }
            totalBytes += weight
            writer.add(chart)
            contents.update(data: Array("\(name)\n\(chart.digest)\n\(chart.created)\n".utf8))
        }

        private func read(_ name: String) throws(UploadError) -> (IndexedChart, weight: Int) {
            let file = try store.open(name)
            let archive = try file.contents(limit: UploadStore.maximumArchiveBytes)
            let chart: Chart
            do throws(ChartError) {
                chart = try ChartLoader.load(archive: archive, limits: store.limits)
            } catch {
                throw UploadError(.invalidChart, error.message)
            }
            let weight = chart.raw.first { bytesEqual($0.name, "Chart.yaml") }?.data.count ?? 0
            guard weight <= bounds.metadataBytes else {
                throw UploadError(.tooLarge, "its Chart.yaml is larger than \(bounds.metadataBytes) bytes")
            }
            let indexed = IndexedChart(
                metadata: chart.metadata, urls: [IndexedChart.url(ofFile: name)],
                created: IndexTime.text(seconds: file.modified.seconds, nanoseconds: file.modified.nanoseconds),
                digest: Checksum.sha256(archive))
            return (indexed, weight)
        }
    }
}

/// Times as Go writes them into JSON.
public enum IndexTime {
    /// RFC 3339 in UTC, without zeros at the end of the fraction.
    public static func text(seconds: Int64, nanoseconds: Int32) -> String {
        var (time, parts) = (time_t(seconds), tm())
        gmtime_r(&time, &parts)
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
        let day = zip(date, [4, 2, 2]).map { padded(String($0), to: $1) }.joined(separator: "-")
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(String($0), to: 2) }
        let fraction = padded(String(nanoseconds), to: 9)
        return GoTimestamp.normalized("\(day)T\(clock.joined(separator: ":")).\(fraction)Z")
    }

    private static func padded(_ digits: String, to count: Int) -> String {
        String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }
}
