/// Reads the inside of a JSON string.
struct JSONStringScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Behind the opening quote at first, behind the closing one at the end.
    var position: Int

    mutating func scan() throws(JSONError) -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let content = UnsafeBufferPointer(rebasing: bytes[start..<position])
                position += 1
                return String(utf8: content)
            }
            if byte == UInt8(ascii: "\\") { return try scanEscaped(from: start) }
            if byte < 0x20 { throw invalid("in string literal") }
            position += 1
        }
        throw unexpectedEnd()
    }

    private mutating func scanEscaped(from start: Int) throws(JSONError) -> String {
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return content.withUnsafeBufferPointer { String(utf8: $0) }
            case UInt8(ascii: "\\"):
                position += 1
                try appendEscape(to: &content)
            case 0..<0x20:
                throw invalid("in string literal")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw unexpectedEnd()
    }

    private mutating func appendEscape(to content: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw unexpectedEnd("in string escape code") }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"):
            position += 1
            let scalar = try readScalarEscape()
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return
        default: throw invalid("in string escape code")
        }
        position += 1
    }

    /// The scalar of `\uXXXX`, or of two that are a surrogate pair.
    private mutating func readScalarEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try readHex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A first half takes the second half with it; alone it is U+FFFD, and what follows is read for itself.
        if first < 0xdc00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let before = position
            position += 2
            let second = try readHex()
            if (0xdc00..<0xe000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
            {
                return scalar
            }
            position = before
        }
        return "\u{fffd}"
    }

    private mutating func readHex() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw unexpectedEnd("in \\u hexadecimal character escape") }
            guard let digit = GoNumber.digitValue(bytes[position]), digit < 16 else {
                throw invalid("in \\u hexadecimal character escape")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private func unexpectedEnd(_ context: String? = nil) -> JSONError {
        JSONError(end: bytes.count, context: context)
    }

    private func invalid(_ context: String) -> JSONError {
        JSONError(
            .syntax, "invalid character \(GoQuote.character(bytes[position])) \(context)", offset: position + 1)
    }
}
