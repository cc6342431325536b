internal import HelmRender

/// Kinds that Kubernetes no longer wants to be used.
///
/// Kubernetes: apiserver/pkg/endpoints/deprecation
enum DeprecatedAPIs {
    /// A version of Kubernetes.
    private struct Minor: Comparable {
        var major: Int
        var minor: Int

        init?(_ text: Substring) {
            let numbers = text.split(separator: ".").compactMap { Int($0) }
            guard numbers.count == 2 else { return nil }
            (major, minor) = (numbers[0], numbers[1])
        }

        init(major: Int, minor: Int) {
            self.major = major
            self.minor = minor
        }

        static func < (left: Minor, right: Minor) -> Bool { (left.major, left.minor) < (right.major, right.minor) }

        var text: String { "v\(major).\(minor)+" }
    }

    private struct Kind {
        var deprecated: Minor
        var removed: Minor?
        /// `apps/v1 Deployment`
        var replacement: String?
    }

    /// By `extensions/v1beta1 Deployment`.
    private static let kinds: [String: Kind] = {
        var kinds: [String: Kind] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 5, let deprecated = Minor(words[1]) else { continue }
            for entry in words[4...].joined().split(separator: ",") {
                let names = entry.split(separator: "=")
                guard let kind = names.first, let other = names.last else { continue }
                kinds["\(words[0]) \(kind)"] = Kind(
                    deprecated: deprecated, removed: Minor(words[2]),
                    replacement: words[3] == "-" ? nil : "\(words[3]) \(other)")
            }
        }
        return kinds
    }()

    static func fault(in object: LintedObject, at version: KubeVersion) -> String? {
        let name = "\(object.apiVersion) \(object.kind)"
        guard let kind = kinds[name] else { return nil }
        // Helm reads both as numbers, and says so when one is none.
        for part in [version.major, version.minor] where Int(part) == nil {
            return "strconv.Atoi: parsing \"\(part)\": invalid syntax"
        }
        let current = Minor(major: Int(version.major) ?? 0, minor: Int(version.minor) ?? 0)
        guard current >= kind.deprecated else { return nil }
        var text = "\(name) is deprecated in \(kind.deprecated.text)"
        if let removed = kind.removed { text += ", unavailable in \(removed.text)" }
        if let replacement = kind.replacement { text += "; use \(replacement)" }
        return text
    }
}
