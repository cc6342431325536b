/// What a registry asks for in `WWW-Authenticate`.
///
/// oras-go: registry/remote/auth/challenge.go
enum AuthChallenge: Equatable {
    case basic
    case bearer(realm: String, service: String, scope: String)

    /// The first challenge of a known scheme.
    static func first(of headers: [String]) -> AuthChallenge? {
        for header in headers {
            if let challenge = AuthChallenge(header) { return challenge }
        }
        return nil
    }

    init?(_ header: String) {
        var scanner = Scanner(rest: Substring(header).utf8)
        switch scanner.token().lowercased() {
        case "basic": self = .basic
        case "bearer":
            let parameters = scanner.parameters()
            self = .bearer(
                realm: parameters["realm"] ?? "", service: parameters["service"] ?? "",
                scope: parameters["scope"] ?? "")
        default: return nil
        }
    }

    private struct Scanner {
        var rest: Substring.UTF8View

        mutating func token() -> String {
            let end = rest.firstIndex { !($0.isDigit || $0.isLetter || "!#$%&'*+-.^_`|~".utf8.contains($0)) }
            defer { rest = rest[(end ?? rest.endIndex)...] }
            return String(Substring(rest[..<(end ?? rest.endIndex)]))
        }

        mutating func skip(_ byte: UInt8) -> Bool {
            skipSpace()
            guard rest.first == byte else { return false }
            rest.removeFirst()
            skipSpace()
            return true
        }

        mutating func skipSpace() {
            while rest.first == 0x20 || rest.first == 0x09 { rest.removeFirst() }
        }

        /// Up to the first that is malformed.
        mutating func parameters() -> [String: String] {
            var result: [String: String] = [:]
            repeat {
                skipSpace()
                let key = token().lowercased()
                guard !key.isEmpty, skip(UInt8(ascii: "=")) else { break }
                guard let value = rest.first == UInt8(ascii: "\"") ? quoted() : token(), !value.isEmpty else { break }
                result[key] = value
            } while skip(UInt8(ascii: ","))
            return result
        }

        private mutating func quoted() -> String? {
            var bytes: [UInt8] = []
            rest.removeFirst()
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = rest.popFirst() else { return nil }
                    bytes.append(escaped)
                default: bytes.append(byte)
                }
            }
            return nil
        }
    }
}
