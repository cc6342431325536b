internal import CRE2

/// A pattern of a schema, in Go's syntax and linear time.
///
/// Owns the C object; no pointer leaves this file. Unchecked, since RE2 says so of its objects: any number of threads
/// may match with one at a time, and nothing else is done with it once it is made.
final class SchemaRegex: @unchecked Sendable {
    private let regex: OpaquePointer

    init(_ pattern: String) throws(SchemaError) {
        var pattern = pattern
        let compiled = pattern.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, false) }
        }
        guard let compiled else { throw SchemaError("out of memory") }
        regex = compiled
        if cre2_error(compiled) != nil { throw SchemaError(RegexFault.goMessage(compiled)) }
    }

    deinit { cre2_free(regex) }

    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_match(regex, $0.baseAddress, $0.count, 0, nil, 0) }
        }
    }

}

/// What is wrong with a regular expression.
public enum RegexFault {
    /// RE2's error in the words of Go's regexp/syntax.
    /// - Parameter regex: a `cre2_regex` that is no good.
    public static func goMessage(_ regex: OpaquePointer) -> String {
        var count = 0
        var argument = ""
        if let start = cre2_error_argument(regex, &count) {
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            argument = String(decoding: bytes, as: UTF8.self)
        }
        let words =
            switch cre2_error_code(regex) {
            case 2: "invalid escape sequence"
            case 3: "invalid character class"
            case 4: "invalid character class range"
            case 5: "missing closing ]"
            case 6: "missing closing )"
            case 7: "unexpected )"
            case 8: "trailing backslash at end of expression"
            case 9: "missing argument to repetition operator"
            case 10: "invalid repeat count"
            case 11: "invalid nested repetition operator"
            case 12: "invalid or unsupported Perl syntax"
            case 13: "invalid UTF-8"
            case 14: "invalid named capture"
            default: "expression too large"
            }
        return "error parsing regexp: \(words): `\(argument)`"
    }
}
