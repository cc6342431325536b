internal import Glibc

/// Takes a multipart/form-data body apart while it comes in (RFC 7578, RFC 2046), however it is cut into pieces.
///
/// Holds no more than one piece and one part's header.
public struct MultipartReader: Sendable {
    public enum Event: Sendable, Equatable {
        case part(MultipartPart)
        /// Content of the part that was told last.
        case data(ArraySlice<UInt8>)
        case partEnd
    }

    private enum State {
        case preamble
        case header
        case content
        case epilogue
    }

    private static let maximumHeaderBytes = 16 << 10
    private static let maximumParts = 1000
    /// Spaces that may follow a boundary.
    private static let maximumPadding = 64

    private let delimiter: [UInt8]
    private var state = State.preamble
    /// Not told yet. The line end before a boundary belongs to the boundary, so the first one needs one in front.
    private var pending: [UInt8] = [0x0d, 0x0a]
    /// How much of what is pending is the end of a header, not content.
    private var hidden = 2
    private var scannedHeader = 0
    private var parts = 0

    public init(boundary: String) {
        delimiter = [0x0d, 0x0a] + Array("--\(boundary)".utf8)
    }

    /// What the next bytes of the body say.
    public mutating func push(_ bytes: some Collection<UInt8>) throws(MultipartError) -> [Event] {
        if case .epilogue = state { return [] }
        pending.append(contentsOf: bytes)
        var events: [Event] = []
        var cursor = 0
        var needsMore = false
        while !needsMore {
            switch state {
            case .preamble, .content: needsMore = readContent(&cursor, &events)
            case .header: needsMore = try readHeader(&cursor, &events)
            case .epilogue:
                cursor = pending.count
                needsMore = true
            }
        }
        pending.removeSubrange(..<cursor)
        return events
    }

    /// Tells that the body is over.
    /// - Throws: ``MultipartError`` when its last boundary has not come.
    public func finish() throws(MultipartError) {
        switch state {
        case .epilogue: return
        case .content: throw MultipartError(.truncated, "unexpected EOF")
        case .preamble, .header: throw MultipartError(.truncated, "multipart: NextPart: EOF")
        }
    }

    /// - Returns: whether more bytes are needed.
    private mutating func readHeader(
        _ cursor: inout Int, _ events: inout [Event]
    ) throws(MultipartError) -> Bool {
        // The line end of the boundary is still there: a part may have no header at all.
        let blank: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
        let from = cursor + scannedHeader
        let end = Self.find(blank, in: pending, from: from)
        guard (end ?? pending.count) - cursor <= Self.maximumHeaderBytes else {
            throw MultipartError(.tooLarge, "multipart: message too large")
        }
        guard let end else {
            scannedHeader = max(0, pending.count - cursor - blank.count + 1)
            return true
        }
        parts += 1
        guard parts <= Self.maximumParts else { throw MultipartError(.tooLarge, "multipart: message too large") }
        events.append(.part(MultipartPart(header: end > cursor + 2 ? pending[(cursor + 2)..<end] : [])))
        // A boundary may follow the blank line at once, which then is the boundary's line end.
        cursor = end + 2
        hidden = 2
        scannedHeader = 0
        state = .content
        return false
    }

    /// - Returns: whether more bytes are needed.
    private mutating func readContent(_ cursor: inout Int, _ events: inout [Event]) -> Bool {
        var from = cursor
        while let start = nextCandidate(from: from) {
            let rest = pending.count - start
            if rest < delimiter.count {
                tell(upTo: start, &cursor, &events)
                return true
            }
            switch follow(start + delimiter.count) {
            case .needsMore:
                tell(upTo: start, &cursor, &events)
                return true
            case .otherText: from = start + 1
            case .part(let next):
                end(at: start, &cursor, &events)
                cursor = next
                state = .header
                return false
            case .last:
                end(at: start, &cursor, &events)
                state = .epilogue
                return false
            }
        }
        tell(upTo: pending.count, &cursor, &events)
        return true
    }

    private enum Following {
        case needsMore
        case otherText
        /// Another part, whose boundary's line ends at this index.
        case part(Int)
        case last
    }

    /// What the bytes after a boundary make of it.
    private func follow(_ index: Int) -> Following {
        var index = index
        guard index < pending.count else { return .needsMore }
        if pending[index] == UInt8(ascii: "-") {
            guard index + 1 < pending.count else { return .needsMore }
            return pending[index + 1] == UInt8(ascii: "-") ? .last : .otherText
        }
        let start = index
        while index < pending.count, pending[index] == 0x20 || pending[index] == 0x09 {
            index += 1
            if index - start > Self.maximumPadding { return .otherText }
        }
        guard index + 1 < pending.count else {
            return index < pending.count && pending[index] != 0x0d ? .otherText : .needsMore
        }
        return pending[index] == 0x0d && pending[index + 1] == 0x0a ? .part(index) : .otherText
    }

    private mutating func end(at index: Int, _ cursor: inout Int, _ events: inout [Event]) {
        let isContent = if case .content = state { true } else { false }
        tell(upTo: index, &cursor, &events)
        if isContent { events.append(.partEnd) }
    }

    private mutating func tell(upTo end: Int, _ cursor: inout Int, _ events: inout [Event]) {
        guard end > cursor else { return }
        let start = cursor + min(hidden, end - cursor)
        hidden -= start - cursor
        if case .content = state, end > start { events.append(.data(pending[start..<end])) }
        cursor = end
    }

    /// Where the boundary is, or where at the end it may have begun.
    private func nextCandidate(from: Int) -> Int? {
        pending.withUnsafeBytes { buffer in
            delimiter.withUnsafeBytes { wanted in
                guard let base = buffer.baseAddress, let pattern = wanted.baseAddress else { return nil }
                var index = from
                while index < buffer.count, let found = memchr(base + index, 0x0d, buffer.count - index) {
                    let start = UnsafeRawPointer(found) - base
                    let length = min(wanted.count, buffer.count - start)
                    if memcmp(base + start, pattern, length) == 0 { return start }
                    index = start + 1
                }
                return nil
            }
        }
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
        guard bytes.count - needle.count >= from else { return nil }
        return (from...(bytes.count - needle.count)).first { start in
            bytes[start..<(start + needle.count)].elementsEqual(needle)
        }
    }
}
