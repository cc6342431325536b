internal import FoundationEssentials

/// One zone of the system's time zone database (RFC 8536), read from its version 2 block.
final class ZoneFile: Sendable {
    struct Kind: Sendable {
        let name: String
        let offset: Int
        let isDaylight: Bool
    }

    private static let folder = "/usr/share/zoneinfo/"
    private static let sizeLimit = 1 << 20

    private let transitions: [(time: Int64, kind: Int)]
    private let kinds: [Kind]
    /// How it goes on after the last transition.
    private let rule: ZoneRule?

    /// Nil when there is no such zone or the file cannot be read.
    convenience init?(named name: String) {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isSafe = parts.allSatisfy { part in
            guard let first = part.first, first != UInt8(ascii: ".") else { return false }
            return part.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            }
        }
        guard isSafe, name.utf8.count < 256, let data = try? Data(contentsOf: URL(filePath: Self.folder + name)),
            data.count <= Self.sizeLimit
        else { return nil }
        self.init(Array(data))
    }

    init?(_ bytes: [UInt8]) {
        var reader = ZoneReader(bytes)
        // The first block has times of 32 bits only; what follows it is the same with 64.
        guard let first = reader.header(), reader.skip(first.size(timeBytes: 4)), let header = reader.header(),
            let block = reader.block(header)
        else { return nil }
        transitions = block.transitions
        kinds = block.kinds
        rule = ZoneRule(reader.rest)
    }

    func lookup(_ seconds: Int64) -> (name: String, offset: Int) {
        guard let first = transitions.first, seconds >= first.time else {
            // Before all transitions it is standard time.
            let kind = kinds.first { !$0.isDaylight } ?? kinds[0]
            return (kind.name, kind.offset)
        }
        var (low, high) = (0, transitions.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if transitions[middle].time <= seconds { low = middle } else { high = middle }
        }
        if low == transitions.count - 1, let rule { return rule.lookup(seconds) }
        let kind = kinds[transitions[low].kind]
        return (kind.name, kind.offset)
    }
}

/// The bytes of a zone file from front to back.
private struct ZoneReader {
    struct Header {
        let utcCount, standardCount, leapCount, timeCount, kindCount, nameBytes: Int

        func size(timeBytes: Int) -> Int {
            timeCount * (timeBytes + 1) + kindCount * 6 + nameBytes + leapCount * (timeBytes + 4) + standardCount
                + utcCount
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var rest: ArraySlice<UInt8> { bytes[position...] }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, position + count <= bytes.count else { return false }
        position += count
        return true
    }

    private mutating func number(_ count: Int) -> Int64? {
        let start = position
        guard skip(count) else { return nil }
        let value = bytes[start..<position].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }

    mutating func header() -> Header? {
        guard rest.starts(with: "TZif".utf8), skip(20) else { return nil }
        let counts = (0..<6).compactMap { _ in number(4) }.map { Int($0) }
        guard counts.count == 6, counts.allSatisfy({ $0 >= 0 }) else { return nil }
        return Header(
            utcCount: counts[0], standardCount: counts[1], leapCount: counts[2], timeCount: counts[3],
            kindCount: counts[4], nameBytes: counts[5]
        )
    }

    mutating func block(_ header: Header) -> (transitions: [(time: Int64, kind: Int)], kinds: [ZoneFile.Kind])? {
        let end = position + header.size(timeBytes: 8)
        guard end <= bytes.count, header.kindCount > 0 else { return nil }
        let times = (0..<header.timeCount).compactMap { _ in number(8) }
        let indices = bytes[position..<(position + header.timeCount)].map { Int($0) }
        _ = skip(header.timeCount)
        guard indices.allSatisfy({ $0 < header.kindCount }) else { return nil }
        let kindsStart = position
        _ = skip(header.kindCount * 6)
        let names = bytes[position..<(position + header.nameBytes)]
        let kinds = (0..<header.kindCount).map { index in
            let entry = bytes[(kindsStart + index * 6)..<(kindsStart + index * 6 + 6)]
            let offset = entry.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let name = names.dropFirst(Int(entry[entry.startIndex + 5])).prefix { $0 != 0 }
            return ZoneFile.Kind(
                name: String(decoding: name, as: UTF8.self), offset: Int(Int32(bitPattern: offset)),
                isDaylight: entry[entry.startIndex + 4] != 0
            )
        }
        position = end
        return (zip(times, indices).map { (time: $0, kind: $1) }, kinds)
    }
}
