internal import HelmChart
internal import HelmValues

/// A chart as a registry keeps it: its blobs and the manifest that names them, byte for byte as Helm makes them.
struct ChartArtifact: Sendable {
    struct Blob: Sendable {
        let descriptor: Descriptor
        let content: [UInt8]
    }

    let config: Blob
    let chart: Blob
    let provenance: Blob?
    let manifest: Blob

    /// Helm: pkg/registry/client.go, Push
    init(_ archive: [UInt8], _ metadata: ChartMetadata, provenance: [UInt8]?, created: String) {
        func blob(_ mediaType: String, _ content: [UInt8]) -> Blob {
            Blob(descriptor: Descriptor(mediaType: mediaType, content: content), content: content)
        }
        var writer = JSONWriter()
        metadata.write(to: &writer)
        config = blob(MediaType.config, writer.bytes)
        chart = blob(MediaType.chart, archive)
        self.provenance = provenance.map { blob(MediaType.provenance, $0) }
        let layers = [chart, self.provenance].compactMap(\.self).sorted {
            bytesPrecede($0.descriptor.digest.text, $1.descriptor.digest.text)
        }
        manifest = blob(
            MediaType.manifest,
            Self.manifest(
                config.descriptor, layers.map(\.descriptor), ChartAnnotations.make(metadata, created: created)))
    }

    /// In the order in which they are sent.
    var blobs: [Blob] { [config, chart] + [provenance].compactMap(\.self) }

    private static func manifest(
        _ config: Descriptor, _ layers: [Descriptor], _ annotations: ByteOrderedMap<String>
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("schemaVersion")
        writer.int(2)
        writer.key("config")
        config.write(to: &writer)
        writer.key("layers")
        writer.beginArray()
        for layer in layers { layer.write(to: &writer) }
        writer.endArray()
        if !annotations.isEmpty {
            writer.key("annotations")
            writer.value(.map(annotations.mapValues { Value.string($0) }))
        }
        writer.endObject()
        return writer.bytes
    }
}
