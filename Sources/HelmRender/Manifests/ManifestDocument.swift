/// One document of a manifest.
public struct ManifestDocument: Sendable, Equatable {
    /// The template that it came from, as in `# Source:`; empty without such a line.
    public var path: String
    /// The document's text without `---` and with its `# Source:` line, if it has one.
    public var content: String
    public var apiVersion: String
    public var kind: String
    public var name: String
    /// `helm.sh/resource-policy` as Helm compares it, trimmed and in lower case; nil without that annotation. Whatever
    /// has one is not deleted.
    public var resourcePolicy: String?

    public init(
        path: String, content: String, apiVersion: String, kind: String, name: String, resourcePolicy: String? = nil
    ) {
        self.path = path
        self.content = content
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.resourcePolicy = resourcePolicy
    }
}
