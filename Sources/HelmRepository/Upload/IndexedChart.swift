internal import FoundationEssentials
public import HelmChart
internal import HelmValues

/// One version of a chart, as an index tells of it.
public struct IndexedChart: Sendable {
    public var metadata: ChartMetadata
    public var urls: [String]
    /// RFC 3339.
    public var created: String
    /// SHA-256, in hexadecimal digits.
    public var digest: String
    public var isRemoved = false

    public init(metadata: ChartMetadata, urls: [String], created: String, digest: String) {
        self.metadata = metadata
        self.urls = urls
        self.created = created
        self.digest = digest
        // Helm: repo/v1/index.go, MustAdd
        if metadata.apiVersion.isEmpty { self.metadata.apiVersion = "v1" }
    }

    /// Where an archive is that lies in `folder`, relative to the repository, if the repository is at `base`; either may
    /// be empty.
    // Helm: repo/v1/index.go, IndexDirectory and MustAdd
    public static func url(ofFile file: String, inFolder folder: String = "", base: String = "") -> String {
        let parent = joined(base, folder)
        return parent.isEmpty ? file : joined(parent, file)
    }

    // Helm: internal/urlutil, URLJoin
    private static func joined(_ base: String, _ path: String) -> String {
        guard !base.isEmpty || !path.isEmpty else { return "" }
        guard var url = URLComponents(string: base) else { return cleaned("\(base)/\(path)") }
        let joined = cleaned([url.path, path].filter { !$0.isEmpty }.joined(separator: "/"))
        url.path = url.host != nil && !joined.isEmpty && !joined.hasPrefix("/") ? "/" + joined : joined
        return url.string ?? joined
    }

    /// Go's `path.Clean`, which keeps nothing that goes nowhere.
    private static func cleaned(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }

    /// Every field that is set.
    var fields: ValueMap {
        var map = metadata.fields
        map["urls"] = .list(urls.map { .string($0) })
        map["created"] = .string(created)
        if isRemoved { map["removed"] = true }
        if !digest.isEmpty { map["digest"] = .string(digest) }
        return map
    }
}
