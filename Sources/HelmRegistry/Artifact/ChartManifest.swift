internal import HelmValues

/// A chart's manifest in a registry, or a list of such.
///
/// Helm: pkg/registry/client.go, processChartPull
enum ManifestContent {
    case manifest(ChartLayers)
    case index([Descriptor])

    static let maximumEntries = 1_000

    init(_ bytes: [UInt8], mediaType: String) throws(RegistryError) {
        let root: Value
        do throws(JSONError) {
            root = try JSON.parse(bytes)
        } catch {
            throw RegistryError(.corrupted, "invalid manifest: \(error.message)")
        }
        guard root.mapValue != nil else { throw RegistryError(.corrupted, "invalid manifest: not an object") }
        switch mediaType {
        case MediaType.manifest: self = .manifest(try ChartLayers(root))
        case MediaType.index: self = .index(try Self.descriptors(root["manifests"]))
        default:
            throw RegistryError(.unsupported, "manifest of media type \(GoQuote.quoted(mediaType)) is not a chart's")
        }
    }

    static func descriptors(_ value: Value?) throws(RegistryError) -> [Descriptor] {
        let list = value?.listValue ?? []
        guard list.count <= maximumEntries else {
            throw RegistryError(.tooLarge, "manifest has more than \(maximumEntries) entries")
        }
        var result: [Descriptor] = []
        for entry in list { result.append(try Descriptor(entry)) }
        return result
    }
}

/// The parts of a chart that a manifest names.
struct ChartLayers: Sendable {
    let config: Descriptor
    let chart: Descriptor?
    let provenance: Descriptor?

    init(_ manifest: Value) throws(RegistryError) {
        config = try Descriptor(manifest["config"] ?? .null)
        let layers = try ManifestContent.descriptors(manifest["layers"])
        chart = layers.last { [MediaType.chart, MediaType.legacyChart].contains($0.mediaType) }
        provenance = layers.last { $0.mediaType == MediaType.provenance }
    }

    var isChart: Bool { config.mediaType == MediaType.config }

    /// What a pull needs, in the order in which Helm misses it.
    func checked(needsProvenance: Bool) throws(RegistryError) -> (config: Descriptor, chart: Descriptor) {
        let found = [isChart, chart != nil, needsProvenance && provenance != nil].count { $0 }
        let needed = needsProvenance ? 3 : 2
        // Helm counts the manifest too.
        guard found + 1 >= needed else {
            throw RegistryError(
                .unsupported,
                "manifest does not contain minimum number of descriptors (\(needed)), descriptors found: \(found + 1)")
        }
        guard isChart else {
            throw RegistryError(.unsupported, "could not load config with mediatype \(MediaType.config)")
        }
        guard let chart else {
            throw RegistryError(.unsupported, "manifest does not contain a layer with mediatype \(MediaType.chart)")
        }
        guard !needsProvenance || provenance != nil else {
            throw RegistryError(.notFound, "manifest does not contain a layer with mediatype \(MediaType.provenance)")
        }
        return (config, chart)
    }
}
