/// A header value of the form `type; name=value; …`, such as Content-Type and Content-Disposition have.
///
/// Read as Go reads it, but for plain values: any text up to the next semicolon, not a token alone.
// Go: mime/mediatype.go, ParseMediaType
public struct MediaType: Sendable, Equatable {
    /// In lower case.
    public let type: String
    /// By name in lower case.
    private let parameters: [String: String]

    /// Nil for a value that is malformed, or has a parameter twice.
    public init?(_ text: String) {
        var scanner = HeaderScanner(text)
        type = scanner.text(until: [UInt8(ascii: ";")]).lowercased()
        var plain: [String: String] = [:]
        var extended: [String: String] = [:]
        while scanner.take(UInt8(ascii: ";")) {
            let name = scanner.text(until: [UInt8(ascii: "="), UInt8(ascii: ";")]).lowercased()
            if name.isEmpty, !scanner.isAt(UInt8(ascii: "=")) { continue }
            guard scanner.take(UInt8(ascii: "=")), !name.isEmpty, let value = scanner.value() else { return nil }
            if name.utf8.last == UInt8(ascii: "*") {
                // A charset that is not known leaves the plain value in place.
                guard let decoded = Self.decoded(value) else { continue }
                guard extended.updateValue(decoded, forKey: String(name.dropLast())) == nil else { return nil }
            } else {
                guard plain.updateValue(value, forKey: name) == nil else { return nil }
            }
        }
        guard scanner.isAtEnd else { return nil }
        parameters = plain.merging(extended) { _, extended in extended }
    }

    public subscript(name: String) -> String? { parameters[name] }

    /// RFC 5987: `charset'language'percent-encoded`.
    private static func decoded(_ text: String) -> String? {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, ["utf-8", "us-ascii"].contains(Substring(parts[0]).lowercased()) else { return nil }
        var bytes: [UInt8] = []
        var rest = parts[2][...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy(Self.isHexadecimal),
                let code = UInt8(Substring(digits), radix: 16)
            else { return nil }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        case UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }
}

/// The bytes of a header value, from front to back.
private struct HeaderScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    func isAt(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

    mutating func take(_ byte: UInt8) -> Bool {
        guard isAt(byte) else { return false }
        position += 1
        return true
    }

    /// What comes before any of `stops`, without the spaces around it.
    mutating func text(until stops: [UInt8]) -> String {
        let start = position
        while position < bytes.count, !stops.contains(bytes[position]) { position += 1 }
        var found = bytes[start..<position]
        while let first = found.first, Self.isSpace(first) { found = found.dropFirst() }
        while let last = found.last, Self.isSpace(last) { found = found.dropLast() }
        return String(decoding: found, as: UTF8.self)
    }

    /// A plain or quoted value and the spaces around it; nil when a quote is left open.
    mutating func value() -> String? {
        skipSpaces()
        guard take(UInt8(ascii: "\"")) else { return text(until: [UInt8(ascii: ";")]) }
        var value: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                skipSpaces()
                return isAtEnd || isAt(UInt8(ascii: ";")) ? String(decoding: value, as: UTF8.self) : nil
            }
            // Some browsers send `C:\folder\file` as it is: only what needs an escape has one.
            if byte == UInt8(ascii: "\\"), position < bytes.count, Self.specials.contains(bytes[position]) {
                value.append(bytes[position])
                position += 1
            } else {
                value.append(byte)
            }
        }
        return nil
    }

    private static let specials = Set("()<>@,;:\\\"/[]?=".utf8)

    private mutating func skipSpaces() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
