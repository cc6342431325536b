internal import HelmValues
internal import HelmYAML

/// What a credential plugin told.
struct PluginCredential: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Empty: none.
    var token = ""
    /// PEM.
    var certificate: [UInt8]?
    var key: [UInt8]?
    /// Seconds since 1970; nil: good as long as the server takes it.
    var expiresAt: Int64?

    var description: String { "<redacted>" }
    var debugDescription: String { "<redacted>" }

    /// Whether it proves the same, whenever it expires.
    func isSameIdentity(as other: PluginCredential) -> Bool {
        token == other.token && certificate == other.certificate && key == other.key
    }

    /// Reads an `ExecCredential`. No error shows what the program said: it may be a secret.
    init(_ output: [UInt8], apiVersion: String) throws(KubeError) {
        let answer = try Self.document(output)
        let (kind, version) = (answer["kind"]?.stringValue ?? "", answer["apiVersion"]?.stringValue ?? "")
        guard !kind.isEmpty else { throw Self.undecodable("Object 'Kind' is missing") }
        guard !version.isEmpty else { throw Self.undecodable("Object 'apiVersion' is missing") }
        guard kind == CredentialPlugin.kind else {
            throw Self.undecodable(
                "no kind \(GoQuote.quoted(kind)) is registered for version \(GoQuote.quoted(version))")
        }
        guard version == apiVersion else {
            throw KubeError(
                .configuration,
                "exec plugin is configured to use API version \(apiVersion), plugin returned version \(version)")
        }
        guard let status = answer["status"], !status.isNull else {
            throw KubeError(.configuration, "exec plugin didn't return a status field")
        }
        token = try Self.text(status, "token")
        let certificate = try Self.text(status, "clientCertificateData")
        let key = try Self.text(status, "clientKeyData")
        if token.isEmpty, certificate.isEmpty, key.isEmpty {
            throw KubeError(.configuration, "exec plugin didn't return a token or cert/key pair")
        }
        guard certificate.isEmpty == key.isEmpty else {
            throw KubeError(.configuration, "exec plugin returned only certificate or key, not both")
        }
        if !key.isEmpty {
            guard certificate.contains("-----BEGIN CERTIFICATE-----"), key.contains("-----BEGIN ") else {
                let place = certificate.contains("-----BEGIN CERTIFICATE-----") ? "key" : "certificate"
                throw KubeError(
                    .configuration,
                    "failed parsing client key/certificate: tls: failed to find any PEM data in \(place) input")
            }
            self.certificate = Array(certificate.utf8)
            self.key = Array(key.utf8)
        }
        // A header's line must stay one line.
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw KubeError(.configuration, "net/http: invalid header field value for \"Authorization\"")
        }
        let expiry = try Self.text(status, "expirationTimestamp")
        if !expiry.isEmpty {
            guard let seconds = InternetTime.seconds(expiry) else { throw Self.undecodable("cannot parse its time") }
            expiresAt = seconds
        }
    }

    private static func document(_ output: [UInt8]) throws(KubeError) -> Value {
        if let value = try? JSON.parse(output), value.mapValue != nil { return value }
        guard let value = try? YAML.parse(output), value.mapValue != nil else {
            throw undecodable("couldn't get version/kind; it is no JSON object")
        }
        return value
    }

    private static func text(_ status: Value, _ key: String) throws(KubeError) -> String {
        switch status[key] {
        case nil, .null: return ""
        case .string(let text): return text
        default: throw undecodable("\(key) must be a string")
        }
    }

    private static func undecodable(_ reason: String) -> KubeError {
        KubeError(.configuration, "decoding stdout: \(reason)")
    }
}

/// Times of RFC 3339.
enum InternetTime {
    /// Seconds since 1970, fractions left out; nil for what is no such time.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 64, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
        }
        guard let offset = offset(Array(rest)) else { return nil }
        // Days since 1970-01-01, counting years from March on.
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    }

    private static func offset(_ zone: [UInt8]) -> Int64? {
        if zone.count == 1, zone[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hours = number(zone[1..<3]), hours < 24,
            let minutes = number(zone[4..<6]), minutes < 60
        else { return nil }
        switch zone[0] {
        case UInt8(ascii: "+"): return hours * 3_600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3_600 + minutes * 60)
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
