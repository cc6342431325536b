import HelmValues

/// A label selector as the query parameter `labelSelector` states it: `a=b,c in (d,e),!f`.
struct LabelSelector: Sendable {
    enum Requirement: Sendable {
        case equals(String, String)
        case notEquals(String, String)
        case isIn(String, [String])
        case isNotIn(String, [String])
        case exists(String)
        case isMissing(String)
        case greater(String, Int64)
        case less(String, Int64)
    }

    static let everything = LabelSelector(requirements: [])

    let requirements: [Requirement]

    func matches(_ labels: ValueMap) -> Bool {
        requirements.allSatisfy { $0.matches(labels) }
    }
}

extension LabelSelector.Requirement {
    func matches(_ labels: ValueMap) -> Bool {
        func label(_ key: String) -> String? { labels[key]?.stringValue }
        switch self {
        case .equals(let key, let value): return label(key).map { bytesEqual($0, value) } ?? false
        case .notEquals(let key, let value): return label(key).map { !bytesEqual($0, value) } ?? true
        case .isIn(let key, let values): return label(key).map(values.contains) ?? false
        case .isNotIn(let key, let values): return label(key).map { !values.contains($0) } ?? true
        case .exists(let key): return labels.contains(key: key)
        case .isMissing(let key): return !labels.contains(key: key)
        case .greater(let key, let bound): return label(key).flatMap { Int64($0) }.map { $0 > bound } ?? false
        case .less(let key, let bound): return label(key).flatMap { Int64($0) }.map { $0 < bound } ?? false
        }
    }
}

extension LabelSelector {
    /// Reads a selector.
    /// - Throws: a 400 as the API server words it.
    init(parsing text: String) throws(APIStatus) {
        var parser = SelectorParser(text)
        requirements = try parser.requirements()
    }
}

/// Reads label selectors.
///
/// apimachinery: pkg/labels/selector.go.
private struct SelectorParser {
    private enum Token: Equatable {
        case word(String)
        case symbol(String)
        case end
    }

    private var tokens: [Token] = []
    private var position = 0
    private let text: String

    init(_ text: String) {
        self.text = text
        var word: [UInt8] = []
        var symbol: [UInt8] = []
        func isSymbol(_ byte: UInt8) -> Bool { "=!(),<>".utf8.contains(byte) }
        func flushWord(_ word: inout [UInt8], _ tokens: inout [Token]) {
            if !word.isEmpty { tokens.append(.word(String(decoding: word, as: UTF8.self))) }
            word = []
        }
        for byte in text.utf8 {
            let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
            if isSymbol(byte) {
                flushWord(&word, &tokens)
                // `==` and `!=` are one symbol each.
                if byte == UInt8(ascii: "="), symbol == Array("=".utf8) || symbol == Array("!".utf8), !tokens.isEmpty {
                    tokens.removeLast()
                    symbol.append(byte)
                } else {
                    symbol = [byte]
                }
                tokens.append(.symbol(String(decoding: symbol, as: UTF8.self)))
            } else {
                symbol = []
                if isSpace { flushWord(&word, &tokens) } else { word.append(byte) }
            }
        }
        flushWord(&word, &tokens)
        tokens.append(.end)
    }

    private var token: Token { tokens[min(position, tokens.count - 1)] }

    private mutating func take() -> Token {
        defer { position += 1 }
        return token
    }

    private func failure(_ why: String) -> APIStatus {
        .badRequest("unable to parse requirement: \(why)")
    }

    mutating func requirements() throws(APIStatus) -> [LabelSelector.Requirement] {
        var result: [LabelSelector.Requirement] = []
        while token != .end {
            result.append(try requirement())
            switch take() {
            case .end: return result
            case .symbol(","):
                // A comma at the end is an error, an empty text is not.
                if token == .end { throw failure("found '', expected: identifier after ','") }
            case let other: throw failure("found '\(Self.text(of: other))', expected: ',' or 'end of string'")
            }
        }
        return result
    }

    private mutating func requirement() throws(APIStatus) -> LabelSelector.Requirement {
        if token == .symbol("!") {
            _ = take()
            return .isMissing(try word())
        }
        let key = try word()
        switch token {
        case .end, .symbol(","): return .exists(key)
        case .symbol("="), .symbol("=="):
            _ = take()
            return .equals(key, value())
        case .symbol("!="):
            _ = take()
            return .notEquals(key, value())
        case .symbol(">"), .symbol("<"):
            let isGreater = take() == .symbol(">")
            guard let bound = Int64(value()) else {
                throw failure("for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return isGreater ? .greater(key, bound) : .less(key, bound)
        case .word("in"):
            _ = take()
            return .isIn(key, try list())
        case .word("notin"):
            _ = take()
            return .isNotIn(key, try list())
        default:
            throw failure("found '\(Self.text(of: token))', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func word() throws(APIStatus) -> String {
        guard case .word(let word) = take() else {
            throw failure("found '\(Self.text(of: tokens[max(0, position - 1)]))', expected: identifier")
        }
        return word
    }

    /// The value after an operator, which may be empty.
    private mutating func value() -> String {
        guard case .word(let word) = token else { return "" }
        position += 1
        return word
    }

    private mutating func list() throws(APIStatus) -> [String] {
        guard take() == .symbol("(") else { throw failure("expected: '('") }
        var values: [String] = []
        while true {
            values.append(value())
            switch take() {
            case .symbol(","): continue
            case .symbol(")"): return values
            case let other: throw failure("found '\(Self.text(of: other))', expected: ',' or ')'")
            }
        }
    }

    private static func text(of token: Token) -> String {
        switch token {
        case .word(let text), .symbol(let text): text
        case .end: ""
        }
    }
}
