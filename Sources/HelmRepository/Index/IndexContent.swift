internal import HelmValues
internal import Synchronization

/// A part of an index's bytes.
struct TextSpan: Equatable {
    var start: UInt32 = 0
    var count: UInt32 = 0

    var range: Range<Int> { Int(start)..<(Int(start) + Int(count)) }
}

/// What an index keeps, in a few arrays: all texts in one, of which each is there once.
///
/// An index of 18,000 versions takes a few megabytes this way; as one object a version it is hundreds.
final class IndexContent: Sendable {
    /// One chart's versions, newest first, in ``records``.
    struct Chart {
        var name: TextSpan
        var first: Int
        var count: Int
    }

    struct Record {
        var name = TextSpan()
        var version = TextSpan()
        var appVersion = TextSpan()
        var description = TextSpan()
        var type = TextSpan()
        var digest = TextSpan()
        var created = TextSpan()
        /// In ``lists``.
        var urls = TextSpan()
        var keywords = TextSpan()
        var flags: Flags = []
    }

    struct Flags: OptionSet {
        let rawValue: UInt8

        static let deprecated = Flags(rawValue: 1)
        /// What `>0.0.0` allows.
        static let stable = Flags(rawValue: 2)
        /// What `>0.0.0-0` allows.
        static let development = Flags(rawValue: 4)
    }

    let bytes: [UInt8]
    let lists: [TextSpan]
    /// By chart.
    let records: [Record]
    /// The versions of ``records``, parsed.
    let orders: [SemanticVersion]
    /// By name.
    let charts: [Chart]
    let generated: String
    private let searched = Mutex<SearchedRepository?>(nil)

    init(
        bytes: [UInt8], lists: [TextSpan], records: [Record], orders: [SemanticVersion], charts: [Chart],
        generated: String
    ) {
        self.bytes = bytes
        self.lists = lists
        self.records = records
        self.orders = orders
        self.charts = charts
        self.generated = generated
    }

    /// What searches look through, made once: an index belongs to one repository.
    func searched(as name: String) -> SearchedRepository {
        if let known = searched.withLock({ $0 }), bytesEqual(known.name, name) { return known }
        let made = SearchedRepository(name: name, content: self)
        searched.withLock { $0 = made }
        return made
    }

    func text(_ span: TextSpan) -> String { String(decoding: bytes[span.range], as: UTF8.self) }

    func texts(_ span: TextSpan) -> [String] { lists[span.range].map(text) }

    func chart(named name: String) -> Chart? {
        var name = name
        return name.withUTF8 { wanted in
            var (low, high) = (0, charts.count)
            while low < high {
                let middle = (low + high) / 2
                let order = compare(charts[middle].name, wanted)
                if order == 0 { return charts[middle] }
                if order < 0 { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    private func compare(_ span: TextSpan, _ other: UnsafeBufferPointer<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { ByteText.compare(UnsafeBufferPointer(rebasing: $0[span.range]), other) }
    }
}

enum ByteText {
    /// Negative, zero or positive as `left` comes before, with or after `right`.
    static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }
}
