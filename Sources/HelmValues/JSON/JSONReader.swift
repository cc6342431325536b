/// One walk over a JSON text. It keeps its own stack, so that depth costs no thread stack.
struct JSONReader {
    private struct Frame {
        /// Where the container's values start on the value stack.
        let firstValue: Int
        /// Where its keys start; nil for a list.
        let firstKey: Int?
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let numbers: NumberReading
    private(set) var position = 0
    private var frames: [Frame] = []
    private var values: [Value] = []
    private var keys: [String] = []
    /// The first number that fits no float64: told after the whole text proved to be JSON, as Go does.
    private var mismatch: JSONError?

    init(_ bytes: UnsafeBufferPointer<UInt8>, numbers: NumberReading) {
        self.bytes = bytes
        self.numbers = numbers
    }

    /// Reads the next value, whatever follows it.
    mutating func readValue() throws(JSONError) -> Value {
        while true {
            let complete: Value?
            switch try nextByte() {
            case UInt8(ascii: "{"): complete = try openMap()
            case UInt8(ascii: "["): complete = try openList()
            case let byte: complete = try readScalar(byte)
            }
            if let complete, let root = try attach(complete) { return root }
        }
    }

    /// Refuses anything but white space.
    mutating func expectEnd() throws(JSONError) {
        skipSpace()
        if position < bytes.count { throw invalid("after top-level value") }
    }

    /// The value, unless one of its numbers did not fit.
    func checked(_ value: Value) throws(JSONError) -> Value {
        guard let mismatch else { return value }
        throw JSONError(mismatch.code, mismatch.message, offset: mismatch.offset, partial: value)
    }

    // MARK: Containers

    private mutating func open(isMap: Bool) throws(JSONError) {
        if frames.count >= JSON.maximumDepth {
            throw JSONError(
                .tooDeep, "invalid character \(GoQuote.character(bytes[position])) exceeded max depth",
                offset: position + 1)
        }
        position += 1
        frames.append(Frame(firstValue: values.count, firstKey: isMap ? keys.count : nil))
    }

    private mutating func openMap() throws(JSONError) -> Value? {
        try open(isMap: true)
        if try nextByte() == UInt8(ascii: "}") { return close() }
        try readKey()
        return nil
    }

    private mutating func openList() throws(JSONError) -> Value? {
        try open(isMap: false)
        if try nextByte() == UInt8(ascii: "]") { return close() }
        return nil
    }

    /// Ends the innermost container at its closing bracket.
    private mutating func close() -> Value {
        position += 1
        guard let frame = frames.popLast() else { return .null }
        defer { values.removeSubrange(frame.firstValue...) }
        guard let firstKey = frame.firstKey else { return .list(Array(values[frame.firstValue...])) }
        var entries: [ValueMap.Entry] = []
        entries.reserveCapacity(keys.count - firstKey)
        for index in firstKey..<keys.count {
            entries.append(.init(key: keys[index], value: values[frame.firstValue + index - firstKey]))
        }
        keys.removeSubrange(firstKey...)
        return .map(ValueMap(entries: entries))
    }

    /// Puts a complete value where it belongs and closes what ends after it. Returns the whole, once it is complete.
    private mutating func attach(_ complete: Value) throws(JSONError) -> Value? {
        var value = complete
        while let frame = frames.last {
            values.append(value)
            let isMap = frame.firstKey != nil
            switch try nextByte() {
            case UInt8(ascii: ","):
                position += 1
                if isMap {
                    _ = try nextByte()
                    try readKey()
                }
                return nil
            case UInt8(ascii: "}") where isMap, UInt8(ascii: "]") where !isMap:
                value = close()
            default:
                throw invalid(isMap ? "after object key:value pair" : "after array element")
            }
        }
        return value
    }

    private mutating func readKey() throws(JSONError) {
        guard bytes[position] == UInt8(ascii: "\"") else {
            throw invalid("looking for beginning of object key string")
        }
        keys.append(try readString())
        guard try nextByte() == UInt8(ascii: ":") else { throw invalid("after object key") }
        position += 1
    }

    // MARK: Scalars

    private mutating func readScalar(_ byte: UInt8) throws(JSONError) -> Value {
        switch byte {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"):
            try expectWord("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expectWord("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expectWord("null")
            return .null
        case UInt8(ascii: "-"), 48...57: return try readNumber()
        default: throw invalid("looking for beginning of value")
        }
    }

    private mutating func expectWord(_ word: StaticString) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            let expected = word.utf8Start[index]
            if position < bytes.count, bytes[position] == expected {
                position += 1
                continue
            }
            let context = "in literal \(word) (expecting \(GoQuote.character(expected)))"
            throw position < bytes.count ? invalid(context) : unexpectedEnd(context)
        }
    }

    private mutating func readNumber() throws(JSONError) -> Value {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        guard position < bytes.count else { throw unexpectedEnd("in numeric literal") }
        if bytes[position] == 48 {
            position += 1
        } else {
            try skipDigits("in numeric literal")
        }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try skipDigits("after decimal point in numeric literal")
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits("in exponent of numeric literal")
        }
        let literal = UnsafeBufferPointer(rebasing: bytes[start..<position])
        if isWhole, numbers == .integersKept, let value = Self.integer(literal) { return .int(value) }
        let value = GoNumber.decimal(literal)
        guard value.isInfinite else { return .float(value) }
        if mismatch == nil {
            let text = String(decoding: literal, as: UTF8.self)
            mismatch = JSONError(
                .typeMismatch, "json: cannot unmarshal number \(text) into Go value of type float64", offset: position)
        }
        return .null
    }

    private mutating func skipDigits(_ context: StaticString) throws(JSONError) {
        guard position < bytes.count else { throw unexpectedEnd("\(context)") }
        guard (48...57).contains(bytes[position]) else { throw invalid("\(context)") }
        while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    }

    private static func integer(_ literal: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = literal.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in (isNegative ? 1 : 0)..<literal.count {
            let digit = Int64(literal[index] &- 48)
            let (product, carries) = value.multipliedReportingOverflow(by: 10)
            let (sum, wraps) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if carries || wraps { return nil }
            value = sum
        }
        return value
    }

    private mutating func readString() throws(JSONError) -> String {
        var scanner = JSONStringScanner(bytes: bytes, position: position + 1)
        let text = try scanner.scan()
        position = scanner.position
        return text
    }

    // MARK: Bytes

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0a, 0x0d, 0x09: position += 1
            default: return
            }
        }
    }

    /// The next byte that is no white space, not consumed.
    private mutating func nextByte() throws(JSONError) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw unexpectedEnd() }
        return bytes[position]
    }

    /// - Parameter context: what Go says where the text ends in the middle of a literal: it tries a space there.
    private func unexpectedEnd(_ context: String? = nil) -> JSONError {
        JSONError(end: bytes.count, context: context)
    }

    private func invalid(_ context: String) -> JSONError {
        JSONError(
            .syntax, "invalid character \(GoQuote.character(bytes[position])) \(context)", offset: position + 1)
    }
}
