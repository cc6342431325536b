internal import HelmValues

/// A label selector as Kubernetes writes it: `team=blue,tier in (a,b),!old`.
struct LabelSelector: Sendable, Equatable {
    private enum Requirement: Equatable {
        case among(String, [String])
        case notAmong(String, [String])
        case present(String)
        case absent(String)
        case less(String, Int64)
        case greater(String, Int64)
    }

    private let requirements: [Requirement]

    /// - Throws: ``ActionError`` with code `invalidOptions`.
    init(_ text: String) throws(ActionError) {
        var parser = SelectorParser(text)
        requirements = try parser.requirements()
    }

    func matches(_ labels: ByteOrderedMap<String>) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .among(let key, let values): labels[key].map { values.contains($0) } ?? false
            case .notAmong(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .present(let key): labels.contains(key: key)
            case .absent(let key): !labels.contains(key: key)
            case .less(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 < bound } ?? false
            case .greater(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 > bound } ?? false
            }
        }
    }

    private struct SelectorParser {
        private let tokens: [String]
        private let text: String
        private var index = 0

        init(_ text: String) {
            self.text = text
            tokens = Self.tokens(of: text)
        }

        private static func tokens(of text: String) -> [String] {
            var tokens: [String] = []
            var word = ""
            func flush() {
                if !word.isEmpty { tokens.append(word) }
                word = ""
            }
            for character in text.unicodeScalars {
                switch character {
                case " ", "\t", "\n", "\r": flush()
                case "=" where word.isEmpty && (tokens.last == "=" || tokens.last == "!"):
                    tokens[tokens.count - 1] += "="
                case "=", "!", "(", ")", ",", "<", ">":
                    flush()
                    tokens.append(String(character))
                default: word.unicodeScalars.append(character)
                }
            }
            flush()
            return tokens
        }

        mutating func requirements() throws(ActionError) -> [Requirement] {
            var result: [Requirement] = []
            if tokens.isEmpty { return result }
            while true {
                result.append(try requirement())
                guard let separator = take() else { return result }
                guard separator == "," else { throw fault("found '\(separator)', expected: ',' or 'end of string'") }
            }
        }

        private mutating func requirement() throws(ActionError) -> Requirement {
            if peek() == "!" {
                index += 1
                return .absent(try key())
            }
            let key = try key()
            switch peek() {
            case nil, ",": return .present(key)
            case "=", "==":
                index += 1
                return .among(key, [value()])
            case "!=":
                index += 1
                return .notAmong(key, [value()])
            case "in":
                index += 1
                return .among(key, try values())
            case "notin":
                index += 1
                return .notAmong(key, try values())
            case "<":
                index += 1
                return .less(key, try number())
            case ">":
                index += 1
                return .greater(key, try number())
            case let other?:
                throw fault("found '\(other)', expected: in, notin, =, ==, !=, gt, lt")
            }
        }

        private mutating func key() throws(ActionError) -> String {
            guard let word = take(), !Self.isSymbol(word) else {
                throw fault("found '\(tokens[max(0, min(index, tokens.count) - 1)])', expected: identifier")
            }
            return word
        }

        private mutating func value() -> String {
            guard let word = peek(), !Self.isSymbol(word) else { return "" }
            index += 1
            return word
        }

        private mutating func number() throws(ActionError) -> Int64 {
            let text = value()
            guard let number = Int64(text) else {
                throw fault("for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return number
        }

        private mutating func values() throws(ActionError) -> [String] {
            guard take() == "(" else { throw fault("expected: '('") }
            var values: [String] = []
            while true {
                values.append(value())
                switch take() {
                case ",": continue
                case ")": return values
                case let other: throw fault("found '\(other ?? "")', expected: ',' or ')'")
                }
            }
        }

        private func peek() -> String? { index < tokens.count ? tokens[index] : nil }

        private mutating func take() -> String? {
            guard index < tokens.count else { return nil }
            index += 1
            return tokens[index - 1]
        }

        private static func isSymbol(_ token: String) -> Bool {
            ["=", "==", "!=", "!", "(", ")", ",", "<", ">"].contains(token)
        }

        private func fault(_ reason: String) -> ActionError {
            ActionError(.invalidOptions, "unable to parse requirement: \(reason)")
        }
    }
}
