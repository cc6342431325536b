internal import HelmValues
internal import HelmYAML

/// An `index.yaml`, as far as finding versions needs it.
public struct RepositoryIndex: Sendable {
    struct Version: Sendable {
        var version: String
        var urls: [String]
        var digest: String
        fileprivate var order: SemanticVersion
    }

    /// By chart, newest first. Entries that cannot be used are left out, as Helm leaves them out.
    private let charts: ByteOrderedMap<[Version]>

    init(_ bytes: [UInt8]) throws(RepositoryError) {
        let root: ValueMap
        do throws(YAMLError) {
            // A key that comes twice could show one reader another chart than the next.
            if let duplicate = YAML.duplicateKeys(bytes) { throw duplicate }
            root = try YAML.parseMap(bytes)
        } catch {
            throw RepositoryError(.unreachable, "the index cannot be read: \(error.message)")
        }
        guard root["apiVersion"]?.stringValue?.isEmpty == false else {
            throw RepositoryError(.unreachable, "no API version specified")
        }
        charts = (root["entries"]?.mapValue ?? [:]).mapValues { entry in
            (entry.listValue ?? []).compactMap(Self.version).sorted { $0.order.compare(to: $1.order) > 0 }
        }
    }

    /// The versions of a chart; nil when it is not there.
    func versions(of name: String) -> [Version]? { charts[name] }

    /// Sorted.
    var chartNames: [String] { charts.keys.map { $0 } }

    private static func version(_ entry: Value) -> Version? {
        guard let text = entry["version"]?.stringValue, let order = try? SemanticVersion(text) else { return nil }
        let urls = (entry["urls"]?.listValue ?? []).compactMap(\.stringValue).filter { !$0.isEmpty }
        guard !urls.isEmpty else { return nil }
        return Version(version: text, urls: urls, digest: entry["digest"]?.stringValue ?? "", order: order)
    }
}

extension [RepositoryIndex.Version] {
    func first(_ wanted: RequestedVersion) -> RepositoryIndex.Version? {
        switch wanted {
        case .newest(let constraint): return first { constraint.allows($0.order) }
        case .exactly(let text):
            if let same = first(where: { bytesEqual($0.version, text) }) { return same }
            guard let version = try? SemanticVersion(text) else { return nil }
            return first { $0.order.compare(to: version) == 0 }
        }
    }
}
