internal import Glibc

/// Cuts the JSON of a list into its items while it arrives, so that no more than one of them is held.
///
/// What stands around the items is kept as ``frame``: a list without items.
struct ListSplitter {
    /// etcd takes objects of 1.5 MiB; labels and values of all that an aggregated server invents stay far below this.
    static let maximumItemBytes = 32 << 20
    static let maximumFrameBytes = 4 << 20

    private(set) var frame: [UInt8] = []
    /// The beginning of an item that has not come whole.
    private var pending: [UInt8] = []
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether the array that is open at depth 2 holds the items.
    private var isInItems = false
    private var isInItem = false
    /// The last string at depth 1: the key of what follows it.
    private var key: [UInt8] = []

    /// Takes the next bytes and hands out the items that they complete.
    /// - Throws: `tooLarge`, and what `visit` throws.
    mutating func take(
        _ piece: [UInt8], _ visit: (ArraySlice<UInt8>) throws(KubeError) -> Void
    ) throws(KubeError) {
        // Where the item, or the part of the frame, that is being read begins in this piece.
        var start = 0
        var index = 0
        while index < piece.count {
            if isInString {
                index = skipString(piece, from: index)
                continue
            }
            let byte = piece[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                if depth == 1 { key = [] }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth == 2, byte == UInt8(ascii: "[") { isInItems = Self.isItems(key) }
                guard depth == 3, isInItems, byte == UInt8(ascii: "{") else { continue }
                frame += piece[start..<index - 1]
                start = index - 1
                isInItem = true
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 1 { isInItems = false }
                guard depth == 2, isInItem else { continue }
                try handOut(piece[start..<index], visit)
                isInItem = false
                start = index
            case UInt8(ascii: ","):
                // Commas between items would be left alone in the frame.
                guard depth == 2, isInItems else { continue }
                frame += piece[start..<index - 1]
                start = index
            default: break
            }
        }
        try keep(piece[start...])
    }

    private mutating func handOut(
        _ end: ArraySlice<UInt8>, _ visit: (ArraySlice<UInt8>) throws(KubeError) -> Void
    ) throws(KubeError) {
        if pending.isEmpty { return try visit(end) }
        pending += end
        try visit(pending[...])
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func keep(_ rest: ArraySlice<UInt8>) throws(KubeError) {
        if isInItem { pending += rest } else { frame += rest }
        if pending.count > Self.maximumItemBytes || frame.count > Self.maximumFrameBytes {
            throw KubeError(.tooLarge, "a list of the server is too large to be read")
        }
    }

    /// Goes on within a string, up to its end or that of the piece.
    private mutating func skipString(_ piece: [UInt8], from start: Int) -> Int {
        var index = start
        if isEscaped {
            isEscaped = false
            index += 1
        }
        let end = piece.withUnsafeBufferPointer { Self.endOfPlainText($0, from: index) }
        if depth == 1, key.count < 32 { key += piece[min(start, end)..<end].prefix(32) }
        guard end < piece.count else { return end }
        if piece[end] == UInt8(ascii: "\"") { isInString = false } else { isEscaped = true }
        return end + 1
    }

    /// Where the next quote or backslash is. In steps: looking far for the one, past many of the other, would add up.
    private static func endOfPlainText(_ buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = buffer.baseAddress else { return buffer.count }
        var start = start
        while start < buffer.count {
            let count = min(256, buffer.count - start)
            let quote = memchr(base + start, Int32(UInt8(ascii: "\"")), count)
            let slash = memchr(base + start, Int32(UInt8(ascii: "\\")), count)
            let first = if let quote, let slash { min(quote, slash) } else { quote ?? slash }
            if let first {
                return base.distance(to: first.assumingMemoryBound(to: UInt8.self))
            }
            start += count
        }
        return buffer.count
    }

    /// The rows of a table are its items.
    private static func isItems(_ key: [UInt8]) -> Bool {
        key == Array("items".utf8) || key == Array("rows".utf8)
    }
}
