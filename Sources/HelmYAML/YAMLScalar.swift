internal import HelmValues

/// A scalar with the type that YAML 1.1, as go-yaml reads it, gives its text.
enum YAMLScalar: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    /// A whole number beyond int64.
    case unsigned(UInt64)
    case float(Double)
    case string(String)
    /// Reads as a string, but is quoted when a string of that form is written.
    case timestamp(String)

    private static let longPrefix = "tag:yaml.org,2002:"

    /// Go: yaml.v2 decode.go, decoder.scalar.
    init(_ text: String, tag: String?, isImplicit: Bool) throws(YAMLError) {
        guard let tag, !tag.isEmpty else {
            self = isImplicit ? Self.resolved(text) : .string(text)
            return
        }
        let kind = tag.hasPrefix(Self.longPrefix) ? String(tag.dropFirst(Self.longPrefix.count)) : ""
        switch kind {
        case "str": self = .string(text)
        case "binary":
            guard let bytes = Base64.decode(text.utf8) else {
                throw .yaml(.conversion, "!!binary value contains invalid base64 data")
            }
            self = .string(String(repairing: bytes))
        case "bool", "int", "float", "null", "timestamp":
            self = try Self.tagged(text, kind)
        default: self = .string(text)
        }
    }

    /// Go: yaml.v2 resolve.go, resolve, for a text whose tag names its type.
    private static func tagged(_ text: String, _ kind: String) throws(YAMLError) -> YAMLScalar {
        let result = resolved(text, asTimestamp: kind == "timestamp")
        let found =
            switch result {
            case .null: "null"
            case .bool: "bool"
            case .int, .unsigned: "int"
            case .float: "float"
            case .string: "str"
            case .timestamp: "timestamp"
            }
        if found == kind { return result }
        if kind == "float", case .int(let value) = result { return .float(Double(value)) }
        throw .yaml(.conversion, "cannot decode !!\(found) `\(text)` as a !!\(kind)")
    }

    /// What JSON makes of the scalar. An infinity stays one.
    func value(numbers: NumberReading) -> Value {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .string(let value), .timestamp(let value): return .string(value)
        case .int(let value): return numbers == .floats ? .float(Double(value)) : .int(value)
        case .unsigned(let value): return .float(Double(value))
        case .float(let value):
            // Through JSON a float without a fraction is a whole number.
            if numbers == .integersKept, let whole = Int64(exactly: value) { return .int(whole) }
            return .float(value)
        }
    }

    /// Whether an untagged plain text is certainly a string.
    static func isString(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return text.count > 5 || resolved(text, asTimestamp: false) == nil
        case 48...57: return isNoNumber(text) || resolved(text, asTimestamp: false) == nil
        case UInt8(ascii: "~"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            return resolved(text, asTimestamp: false) == nil
        default: return true
        }
    }

    /// Whether a text that begins with a digit has what no number has, as versions, times and check sums do: a second
    /// point, or another letter than `e` where no prefix names a base.
    private static func isNoNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if text.count > 1, text[0] == 48, text[1] >= 65 { return false }
        var points = 0
        for byte in text {
            switch byte {
            case 48...57, UInt8(ascii: "_"), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"),
                UInt8(ascii: "-"):
                continue
            case UInt8(ascii: "."):
                points += 1
                if points > 1 { return true }
            default: return true
            }
        }
        return false
    }

    /// The type of an untagged plain text.
    static func resolved(_ text: String, asTimestamp: Bool = true) -> YAMLScalar {
        var text = text
        return text.withUTF8 { resolved($0, asTimestamp: asTimestamp) } ?? .string(text)
    }

    /// Nil for a string.
    private static func resolved(_ bytes: UnsafeBufferPointer<UInt8>, asTimestamp: Bool) -> YAMLScalar? {
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            return bytes.count <= 5 ? words[String(decoding: bytes, as: UTF8.self)] : nil
        case UInt8(ascii: "."):
            if bytes.count <= 5, let word = words[String(decoding: bytes, as: UTF8.self)] { return word }
            guard let value = try? GoNumber.float(String(decoding: bytes, as: UTF8.self)) else { return nil }
            return .float(value)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), 48...57:
            if bytes.count == 5, let word = words[String(decoding: bytes, as: UTF8.self)] { return word }
            if asTimestamp, YAMLTimestamp.matches(bytes) { return .timestamp(String(decoding: bytes, as: UTF8.self)) }
            return number(bytes)
        default: return nil
        }
    }

    private static let words: [String: YAMLScalar] = {
        var words: [String: YAMLScalar] = [:]
        for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] {
            words[word] = .bool(true)
        }
        for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] {
            words[word] = .bool(false)
        }
        for word in ["~", "null", "Null", "NULL"] { words[word] = .null }
        for word in [".nan", ".NaN", ".NAN"] { words[word] = .float(.nan) }
        for word in [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"] { words[word] = .float(.infinity) }
        for word in ["-.inf", "-.Inf", "-.INF"] { words[word] = .float(-.infinity) }
        return words
    }()

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        if let short = shortInteger(bytes) { return .int(short) }
        let plain = bytes.filter { $0 != UInt8(ascii: "_") }
        if let value = try? GoNumber.int(plain, base: 0) { return .int(value) }
        if let value = try? GoNumber.unsigned(plain, base: 0) { return .unsigned(value) }
        if isFloat(plain), let value = try? GoNumber.float(String(decoding: plain, as: UTF8.self)) {
            return .float(value)
        }
        // Go's own reading of the base has taken all of `0b…` but what it refuses: a sign after the prefix.
        if plain.starts(with: [48, 98]) {
            if let value = try? GoNumber.int(Array(plain.dropFirst(2)), base: 2) { return .int(value) }
        } else if plain.starts(with: [45, 48, 98]) {
            if let value = try? GoNumber.int([45] + plain.dropFirst(3), base: 2) { return .int(value) }
        }
        return nil
    }

    /// The usual case: a few decimal digits without a leading zero.
    private static func shortInteger(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count <= 18, bytes[0] != 48 || bytes.count == 1 else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard bytes.count > start, !(isNegative && bytes[1] == 48) else { return nil }
        var value: Int64 = 0
        for index in start..<bytes.count {
            let byte = bytes[index]
            guard byte >= 48, byte <= 57 else { return nil }
            value = value &* 10 &+ Int64(byte &- 48)
        }
        return isNegative ? -value : value
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ bytes: [UInt8]) -> Bool {
        var index = 0
        func byte() -> UInt8? { index < bytes.count ? bytes[index] : nil }
        func skipDigits() -> Int {
            let start = index
            while let digit = byte(), digit >= 48, digit <= 57 { index += 1 }
            return index - start
        }
        if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") { index += 1 }
        if byte() == UInt8(ascii: ".") {
            index += 1
            guard skipDigits() > 0 else { return false }
        } else {
            guard skipDigits() > 0 else { return false }
            if byte() == UInt8(ascii: ".") {
                index += 1
                _ = skipDigits()
            }
        }
        if let mark = byte(), mark | 0x20 == UInt8(ascii: "e") {
            index += 1
            if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") { index += 1 }
            guard skipDigits() > 0 else { return false }
        }
        return index == bytes.count
    }
}
