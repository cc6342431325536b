import HelmValues

/// The validation of `metadata` that all kinds share.
///
/// apimachinery: pkg/api/validation/objectmeta.go, pkg/util/validation.
enum MetadataRules {
    static func problems(_ object: Value, resource: ServedResource) -> [FieldProblem] {
        let metadata = object["metadata"] ?? [:]
        var problems: [FieldProblem] = []
        let name = metadata["name"]?.stringValue ?? ""
        if let why = nameProblem(name, resource) {
            problems.append(invalid("metadata.name", .string(name), why))
        }
        for (field, keyOnly) in [("labels", false), ("annotations", true)] {
            switch metadata[field] {
            case nil: continue
            case .map(let map):
                for entry in map {
                    problems += pairProblems(entry.key, entry.value, field: "metadata.\(field)", keyOnly: keyOnly)
                }
            default: problems.append(invalid("metadata.\(field)", .null, "must be a map"))
            }
        }
        return problems
    }

    private static func invalid(_ field: String, _ value: Value, _ why: String) -> FieldProblem {
        let shown = String(decoding: JSON.encode(value, escapeHTML: false), as: UTF8.self)
        return FieldProblem(reason: "FieldValueInvalid", field: field, message: "Invalid value: \(shown): \(why)")
    }

    private static func pairProblems(_ key: String, _ value: Value, field: String, keyOnly: Bool) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if let why = qualifiedNameProblem(key) { problems.append(invalid(field, .string(key), why)) }
        guard case .string(let text) = value else {
            return problems + [invalid(field, value, "must be a string")]
        }
        if !keyOnly, !isLabelValue(text) { problems.append(invalid(field, .string(text), labelValueRule)) }
        return problems
    }

    // MARK: Names

    /// Kinds whose names are labels, not subdomains.
    private static let labelNamed: Set<String> = ["namespaces"]

    private static func nameProblem(_ name: String, _ resource: ServedResource) -> String? {
        if resource.group == "rbac.authorization.k8s.io" {
            return name.utf8.contains(UInt8(ascii: "/")) || name.utf8.contains(UInt8(ascii: "%"))
                ? "may not contain '/'" : nil
        }
        if resource.qualifiedName == "services" { return isService(name) ? nil : serviceRule }
        if labelNamed.contains(resource.qualifiedName) {
            if name.utf8.count > 63 { return "must be no more than 63 bytes" }
            return isLabel(name[...]) ? nil : labelRule
        }
        if name.utf8.count > 253 { return "must be no more than 253 bytes" }
        return isSubdomain(name) ? nil : subdomainRule
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLower(byte) || isDigit(byte) || (0x41...0x5a).contains(byte)
    }

    private static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isLower(first) || isDigit(first),
            isLower(last) || isDigit(last)
        else { return false }
        return text.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isService(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 63 else { return false }
        return isLower(first) && isLabel(text[...])
    }

    private static func isSubdomain(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isLabelValue(_ text: String) -> Bool { text.isEmpty || isName(text[...]) }

    private static func qualifiedNameProblem(_ key: String) -> String? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last, isName(name) else { return qualifiedNameRule }
        if parts.count == 2, !isSubdomain(String(parts[0])) { return "prefix part \(subdomainRule)" }
        return nil
    }

    private static let subdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    private static let labelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    private static let serviceRule =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    private static let labelValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    private static let qualifiedNameRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
}
