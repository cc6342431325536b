internal import Glibc
internal import HelmValues

/// Walks over a record's JSON and hands out only what is asked for; the rest is skipped without being built.
///
/// It keeps no stack, so that depth costs nothing.
struct RecordScanner {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// Calls `visit` with each key of the object at the current place. `visit` takes the value with ``span()`` or
    /// ``object(_:)``; what it leaves is skipped. It returns false to stop there.
    /// - Returns: whether the walk came to the object's end.
    @discardableResult
    mutating func object(
        _ visit: (_ key: String, _ scanner: inout RecordScanner) throws(ReleaseError) -> Bool
    ) throws(ReleaseError) -> Bool {
        try expect(UInt8(ascii: "{"))
        if try next() == UInt8(ascii: "}") {
            index += 1
            return true
        }
        while true {
            let key = try Self.text(string())
            try expect(UInt8(ascii: ":"))
            _ = try next()
            let start = index
            guard try visit(key, &self) else { return false }
            if index == start { _ = try span() }
            let byte = try next()
            index += 1
            if byte == UInt8(ascii: "}") { return true }
            guard byte == UInt8(ascii: ",") else { throw Self.damaged() }
        }
    }

    /// Whether an object stands here, rather than null or anything else.
    mutating func isAtObject() throws(ReleaseError) -> Bool { try next() == UInt8(ascii: "{") }

    /// The bytes of the value at the current place.
    mutating func span() throws(ReleaseError) -> ArraySlice<UInt8> {
        let first = try next()
        let start = index
        if first == UInt8(ascii: "\"") { return try string() }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            while index < bytes.endIndex, !Self.endsScalar(bytes[index]) { index += 1 }
            guard index > start else { throw Self.damaged() }
            return bytes[start..<index]
        }
        var depth = 0
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                _ = try string()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return bytes[start..<index] }
        }
        throw Self.damaged()
    }

    /// The value at the current place, read.
    mutating func value(numbers: NumberReading = .floats) throws(ReleaseError) -> Value {
        let span = try span()
        do {
            return try JSON.parse(span, numbers: numbers)
        } catch {
            throw ReleaseError(.undecodable, error.message)
        }
    }

    /// The content of the string at the current place; nil when there is something else.
    mutating func text() throws(ReleaseError) -> ArraySlice<UInt8>? {
        guard try next() == UInt8(ascii: "\"") else { return nil }
        let quoted = try string()
        let hasEscapes = quoted.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { memchr($0, Int32(UInt8(ascii: "\\")), buffer.count) } != nil
        }
        guard hasEscapes else { return quoted.dropFirst().dropLast() }
        return Array(try Self.text(quoted).utf8)[...]
    }

    /// A string with its quotes.
    private mutating func string() throws(ReleaseError) -> ArraySlice<UInt8> {
        try expectAhead(UInt8(ascii: "\""))
        let start = index
        index += 1
        let end = bytes.withUnsafeBufferPointer { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            let first = index - bytes.startIndex
            var position = first
            while let quote = memchr(base + position, Int32(UInt8(ascii: "\"")), buffer.count - position) {
                position = base.distance(to: quote.assumingMemoryBound(to: UInt8.self))
                var slashes = 0
                while position - slashes > first, buffer[position - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
                if slashes % 2 == 0 { return position + bytes.startIndex }
                position += 1
            }
            return nil
        }
        guard let end else { throw Self.damaged() }
        index = end + 1
        return bytes[start..<index]
    }

    private mutating func next() throws(ReleaseError) -> UInt8 {
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09 { return byte }
            index += 1
        }
        throw Self.damaged()
    }

    private mutating func expectAhead(_ byte: UInt8) throws(ReleaseError) {
        guard try next() == byte else { throw Self.damaged() }
    }

    private mutating func expect(_ byte: UInt8) throws(ReleaseError) {
        try expectAhead(byte)
        index += 1
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 0x20
    }

    private static func text(_ quoted: ArraySlice<UInt8>) throws(ReleaseError) -> String {
        do {
            return try JSON.parse(quoted).stringValue ?? ""
        } catch {
            throw ReleaseError(.undecodable, error.message)
        }
    }

    static func damaged() -> ReleaseError { ReleaseError(.undecodable, "unexpected end of JSON input") }
}
