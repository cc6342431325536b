internal import CRE2
internal import HelmTemplate
internal import Synchronization

/// A compiled regular expression with Go's syntax and linear-time matching, on libre2.
///
/// `@unchecked Sendable`: the C++ object is immutable once compiled and RE2 matches from any number of threads; it is
/// freed with the last reference.
final class Regex: @unchecked Sendable {
    private let handle: OpaquePointer
    /// Group names by index, without the whole match; "" where a group has none.
    let groupNames: [String]

    var groupCount: Int { groupNames.count }

    /// Longest pattern that is compiled.
    static let patternLimit = 64 << 10

    /// - Throws: `FunctionError` in the words of Go's regexp package, without "error parsing regexp" being repeated.
    init(_ pattern: [UInt8]) throws {
        if pattern.count > Self.patternLimit {
            throw FunctionError("error parsing regexp: expression too large")
        }
        let source = try GoPattern(pattern)
        let compiled = source.translated.withUnsafeBytes { bytes in
            cre2_compile(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, false)
        }
        guard let compiled else { throw FunctionError("error parsing regexp: expression too large") }
        guard cre2_error_code(compiled) == 0 else {
            defer { cre2_free(compiled) }
            throw Self.error(of: compiled, source)
        }
        handle = compiled
        groupNames = source.groupNames
    }

    deinit { cre2_free(handle) }

    /// One match: the byte ranges of the whole and of each group, nil for a group that took no part.
    typealias Match = [Range<Int>?]

    /// Calls `body` with a function that finds the first match at or after an offset of `text`.
    func withSearch<Result>(
        _ text: [UInt8], groups: Bool = false, _ body: ((Int) -> Match?) throws -> Result
    ) rethrows -> Result {
        let count = groups ? groupCount + 1 : 1
        return try text.withUnsafeBytes { bytes in
            // An empty array may have no address, and RE2 takes null for a missing group.
            let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var spans = [cre2_span](repeating: cre2_span(start: -1, end: -1), count: count)
            return try body { start in
                let isFound =
                    if let base {
                        cre2_match(self.handle, base, bytes.count, start, &spans, Int32(count))
                    } else {
                        cre2_match(self.handle, "", 0, start, &spans, Int32(count))
                    }
                guard isFound else { return nil }
                return spans.map { $0.start < 0 ? nil : $0.start..<$0.end }
            }
        }
    }

    private static func error(of compiled: OpaquePointer, _ source: GoPattern) -> FunctionError {
        var count = 0
        let start = cre2_error_argument(compiled, &count)
        let blamed = UnsafeRawBufferPointer(start: start, count: count)
        let code = Code(rawValue: cre2_error_code(compiled)) ?? .internalError
        let argument = code == .trailingBackslash ? [] : source.original(of: Array(blamed))
        return error(code.words, argument)
    }

    static func error(_ words: String, _ argument: [UInt8]) -> FunctionError {
        let shown = String(decoding: argument, as: UTF8.self)
        return FunctionError("error parsing regexp: \(words): `\(shown)`")
    }

    /// RE2's error codes, with the words that Go has for each.
    private enum Code: Int32 {
        case internalError = 1
        case badEscape, badCharacterClass, badCharacterRange, missingBracket, missingParenthesis
        case unexpectedParenthesis, trailingBackslash, repeatArgument, repeatSize, repeatOperator
        case badPerlOperator, badUTF8, badNamedCapture, tooLarge

        var words: String {
            switch self {
            case .internalError: "regexp/syntax: internal error"
            case .badEscape: "invalid escape sequence"
            case .badCharacterClass: "invalid character class"
            case .badCharacterRange: "invalid character class range"
            case .missingBracket: "missing closing ]"
            case .missingParenthesis: "missing closing )"
            case .unexpectedParenthesis: "unexpected )"
            case .trailingBackslash: "trailing backslash at end of expression"
            case .repeatArgument: "missing argument to repetition operator"
            case .repeatSize: "invalid repeat count"
            case .repeatOperator: "invalid nested repetition operator"
            case .badPerlOperator: "invalid or unsupported Perl syntax"
            case .badUTF8: "invalid UTF-8"
            case .badNamedCapture: "invalid named capture"
            case .tooLarge: "expression too large"
            }
        }
    }
}

/// Compiled expressions by their pattern, for all renders. When it is full, it starts anew.
final class RegexCache: Sendable {
    static let shared = RegexCache()

    private let capacity = 512
    private let cache = Mutex<[[UInt8]: Regex]>([:])

    func regex(_ pattern: [UInt8]) throws -> Regex {
        if let known = cache.withLock({ $0[pattern] }) { return known }
        let compiled = try Regex(pattern)
        cache.withLock { cache in
            if cache.count >= capacity { cache.removeAll(keepingCapacity: true) }
            cache[pattern] = compiled
        }
        return compiled
    }
}
