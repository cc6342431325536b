/// sigs.k8s.io/yaml writes YAML from JSON text that go-yaml has read back; what that reading refuses or changes shows.
enum YAMLRoundTrip {
    /// A string after the trip. U+0085 is a line break to YAML even inside quotes, and is folded.
    /// - Throws: for characters that no YAML text may hold.
    static func text(_ text: String) throws(YAMLError) -> String {
        guard text.utf8.contains(where: { $0 == 0x7f || $0 == 0xc2 || $0 == 0xef }) else { return text }
        var hasNextLine = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x85: hasNextLine = true
            case 0x7f...0x9f, 0xfffe, 0xffff: throw .yaml(.unsupportedValue, "control characters are not allowed")
            default: continue
            }
        }
        return hasNextLine ? folded(text) : text
    }

    /// Go: scannerc.go, yaml_parser_scan_flow_scalar: blanks around a break vanish, one break is a space, more are one less.
    private static func folded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var blanks = String.UnicodeScalarView()
        var breaks = 0
        func flush() {
            if breaks == 0 {
                result.append(contentsOf: blanks)
            } else if breaks == 1 {
                result.append(" ")
            } else {
                for _ in 1..<breaks { result.append("\n") }
            }
            blanks = .init()
            breaks = 0
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20: if breaks == 0 { blanks.append(scalar) }
            case 0x85: breaks += 1
            default:
                flush()
                result.append(scalar)
            }
        }
        flush()
        return String(result)
    }

    /// The length from which on a key in JSON is not read as a key, quotes and escapes counted.
    private static let maximumKeyLength = 1024

    /// - Throws: for a key that cannot be read back.
    static func checkKey(_ key: String) throws(YAMLError) {
        _ = try text(key)
        if key.utf8.count < maximumKeyLength / 6, !key.utf8.contains(0xc2) { return }
        var length = 2
        for scalar in key.unicodeScalars {
            switch scalar.value {
            case 0x85: throw .yaml(.unsupportedValue, "did not find expected ',' or '}'")
            case 0x22, 0x5c, 0x08, 0x0c, 0x0a, 0x0d, 0x09: length += 2
            case 0..<0x20, 0x26, 0x3c, 0x3e, 0x2028, 0x2029: length += 6
            default: length += 1
            }
        }
        if length > maximumKeyLength { throw .yaml(.unsupportedValue, "did not find expected ',' or '}'") }
    }
}
