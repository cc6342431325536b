internal import HelmValues

/// A chart's manifest in a registry, or a list of such.
///
/// Helm: pkg/registry/client.go, processChartPull
enum ManifestContent {
    case manifest(ChartLayers)
    case index([Descriptor])

    static let maximumEntries = 1_000

    init(_ bytes: [UInt8], mediaType: String) throws(RegistryError) {
        switch mediaType {
        case MediaType.manifest: self = .manifest(try ChartLayers(try Self.object(bytes, goType: "v1.Manifest")))
        case MediaType.index:
            self = .index(try Self.descriptors(try Self.object(bytes, goType: "v1.Index")["manifests"]))
        case MediaType.dockerManifest, MediaType.dockerIndex, MediaType.artifact:
            throw RegistryError(.unsupported, "manifest of media type \(GoQuote.quoted(mediaType)) is not a chart's")
        default: throw ChartLayers.tooFew(found: 0)
        }
    }

    private static func object(_ bytes: [UInt8], goType: String) throws(RegistryError) -> Value {
        do throws(JSONError) {
            let value = try JSON.parse(bytes)
            guard value.mapValue != nil else { throw JSONError.mismatch(value, goType: goType) }
            return value
        } catch {
            throw RegistryError(.corrupted, "failed to perform \"Successors\" on source: \(error.message)")
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

    static func tooFew(found: Int, of needed: Int = 2) -> RegistryError {
        RegistryError(
            .unsupported,
            "manifest does not contain minimum number of descriptors (\(needed)), descriptors found: \(found)")
    }

    var isChart: Bool { config.mediaType == MediaType.config }

    /// What a pull needs, in the order in which Helm misses it.
    func checked(needsProvenance: Bool) throws(RegistryError) -> (config: Descriptor, chart: Descriptor) {
        let found = [isChart, chart != nil, needsProvenance && provenance != nil].count { $0 }
        let needed = needsProvenance ? 3 : 2
        // Helm counts the manifest too.
        guard found + 1 >= needed else {
            throw Self.tooFew(found: found + 1, of: needed)
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
