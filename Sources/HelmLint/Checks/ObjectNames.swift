internal import HelmValues

/// Whether an object's name is one that Kubernetes takes for its kind.
///
/// Helm: chart/v2/lint/rules/template.go, validateMetadataNameFunc; Kubernetes: api/validate/content.
enum ObjectNames {
    static func fault(in object: LintedObject) -> String? {
        let faults = faults(in: object.name, kind: object.kind.lowercased())
        if faults.isEmpty { return nil }
        let quoted = GoQuote.quoted(object.name)
        let texts = faults.map { "metadata.name: Invalid value: \(quoted): \($0)" }
        let all = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        return "object name does not conform to Kubernetes naming requirements: \(quoted): \(all)"
    }

    private static func faults(in name: String, kind: String) -> [String] {
        switch kind {
        case "service": DNSName.label1035.faults(in: name)
        case "namespace": labelFaults(in: name)
        case "certificatesigningrequest": []
        case "role", "clusterrole", "rolebinding", "clusterrolebinding": pathSegmentFaults(in: name)
        default: DNSName.subdomain.faults(in: name)
        }
    }

    /// Dots are a mistake of their own.
    private static func labelFaults(in name: String) -> [String] {
        let faults = DNSName.label.faults(in: name)
        guard !DNSName.label.matches(name), DNSName.subdomain.matches(name) else { return faults }
        return faults.dropLast() + ["must not contain dots"]
    }

    private static func pathSegmentFaults(in name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter { name.utf8.contains($0.utf8.first ?? 0) }.map { "may not contain '\($0)'" }
    }
}

/// A form that names have in Kubernetes.
private struct DNSName {
    var maximum: Int
    var allowsDots = false
    var startsWithLetter = false
    var explanation: String

    static let subdomain = DNSName(
        maximum: 253, allowsDots: true,
        explanation: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
            + "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")
    static let label = DNSName(
        maximum: 63,
        explanation: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
            + "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')")
    static let label1035 = DNSName(
        maximum: 63, startsWithLetter: true,
        explanation: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
            + "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used "
            + "for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')")

    func faults(in name: String) -> [String] {
        var faults: [String] = []
        if name.utf8.count > maximum { faults.append("must be no more than \(maximum) characters") }
        if !matches(name) { faults.append(explanation) }
        return faults
    }

    func matches(_ name: String) -> Bool {
        let parts =
            allowsDots
            ? name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) : [name.utf8[...]]
        return parts.allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return Self.isAlphanumeric(last) && (startsWithLetter ? Self.isLetter(first) : Self.isAlphanumeric(first))
                && part.allSatisfy { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || (48...57).contains(byte) }
}
