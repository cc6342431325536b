/// The API type of an object.
public struct GroupVersionKind: Sendable, Hashable {
    /// Empty for the core group.
    public let group: String
    public let version: String
    public let kind: String

    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Splits an `apiVersion` such as `apps/v1` or `v1`.
    public init(apiVersion: String, kind: String) {
        let parts = apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(
            group: parts.count == 2 ? String(parts[0]) : "",
            version: parts.count == 2 ? String(parts[1]) : apiVersion,
            kind: kind
        )
    }

    /// `group/version`, or only the version in the core group.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}
