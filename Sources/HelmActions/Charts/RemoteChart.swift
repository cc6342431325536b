internal import HelmRegistry
internal import HelmRepository

/// Where a chart lies that is not on this server.
enum RemoteChart: Sendable {
    case file(RemoteFile)
    case artifact(ResolvedReference, RegistryAccess)

    /// The archive's SHA-256 in hexadecimal digits, as far as it can be told, and trusted, before it is here.
    var digest: String? {
        switch self {
        case .file(let file): file.isOfKnownRepository && !file.digest.isEmpty ? file.digest : nil
        case .artifact: nil
        }
    }
}

/// A chart's archive at a URL.
struct RemoteFile: Sendable, Hashable {
    var url: String
    /// Whose credentials fetch it.
    var entry: RepositoryEntry
    /// As an index tells it, in hexadecimal digits; empty when none does.
    var digest = ""
    /// Whether the index is that of a repository of the server's own, not one that a request brought along. The digest
    /// of another proves nothing: whoever wrote it might know the digest of a chart that is not theirs to read.
    var isOfKnownRepository = false

    init(url: String, entry: RepositoryEntry) {
        self.url = url
        self.entry = entry
    }

    /// What the archive is called there: provenance names it so.
    var fileName: String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        return String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...])
    }

    /// Where the provenance file lies.
    var provenanceURL: String {
        let end = url.firstIndex { $0 == "?" || $0 == "#" } ?? url.endIndex
        return url[..<end] + ".prov" + url[end...]
    }
}

/// A chart's archive that was fetched.
struct FetchedChart: Sendable {
    var archive: [UInt8]
    /// SHA-256 of the archive in hexadecimal digits.
    var digest: String
    var fileName: String
    /// Only when it was asked for.
    var provenance: [UInt8]?
    /// When the file on this server was written, in seconds since 1970; nil for what was fetched.
    var modifiedSeconds: Int64?
}
