/// Which names a release may have.
enum ReleaseName {
    static let maximumLength = 53

    /// What is wrong with a name, in Helm's words; nil when it is good. (Helm: chartutil.ValidateReleaseName)
    static func fault(in name: String) -> String? {
        if name.utf8.isEmpty { return "no name provided" }
        if name.utf8.count <= maximumLength, isSubdomain(name) { return nil }
        return "invalid release name, must match regex "
            + #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#
            + " and the length must not be longer than \(maximumLength)"
    }

    /// Throws when a verb cannot have a release of that name; `prefix` is what the verb puts before the name.
    static func check(_ name: String, _ prefix: String) throws(ActionError) {
        if fault(in: name) != nil { throw ActionError(.invalidName, "\(prefix): \(name)") }
    }

    /// `chart-1763715600`, as Helm names a release that is given no name.
    static func generated(for chart: String, seconds: Int64) -> String {
        let base = chart.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        return "\(base.isEmpty ? "chart" : base)-\(seconds)"
    }

    /// Labels of letters, digits and inner hyphens, joined by dots.
    private static func isSubdomain(_ name: String) -> Bool {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.first, let last = label.last, isAlphanumeric(first), isAlphanumeric(last) else {
                return false
            }
            return label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
