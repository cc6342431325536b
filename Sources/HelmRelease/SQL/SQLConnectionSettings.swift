internal import CPQ
internal import Glibc

/// A connection string that can be read, with the defaults of Helm's database library. It holds a password.
struct SQLConnectionSettings: Sendable, CustomStringConvertible {
    private let text: String
    private let requiresTLS: Bool

    var description: String { "<redacted>" }

    /// - Throws: code `unreachable`; the text does not repeat any of `text`.
    init(_ text: String) throws(ReleaseError) {
        guard !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else {
            throw ReleaseError(
                .unreachable, "unable to instantiate SQL driver: the connection string cannot be read")
        }
        defer { PQconninfoFree(options) }
        self.text = text
        var requiresTLS = false
        if Self.value(of: "sslmode", in: options) == nil, let defaults = PQconndefaults() {
            // Without a word on it, Helm's library asks for TLS, libpq only prefers it.
            requiresTLS = Self.value(of: "sslmode", in: defaults) == "prefer"
            PQconninfoFree(defaults)
        }
        self.requiresTLS = requiresTLS
    }

    private static func value(of keyword: String, in options: UnsafeMutablePointer<PQconninfoOption>) -> String? {
        var option = options
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }

    /// Begins to connect; the string's own options go over those before it.
    func start() -> OpaquePointer? {
        var options = [
            ("fallback_application_name", "helm-wrapper"), ("keepalives_idle", "30"), ("tcp_user_timeout", "15000"),
        ]
        if requiresTLS { options.append(("sslmode", "require")) }
        options += [("dbname", text), ("client_encoding", "UTF8")]
        let names = options.map { strdup($0.0) }
        let values = options.map { strdup($0.1) }
        defer { for text in names + values { free(text) } }
        return PQconnectStartParams(
            names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    }
}
