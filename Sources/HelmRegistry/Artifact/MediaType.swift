/// What registries call the parts of a chart.
///
/// Helm: pkg/registry/constants.go
enum MediaType {
    static let config = "application/vnd.cncf.helm.config.v1+json"
    static let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
    static let legacyChart = "application/tar+gzip"
    static let provenance = "application/vnd.cncf.helm.chart.provenance.v1.prov"
    static let manifest = "application/vnd.oci.image.manifest.v1+json"
    static let index = "application/vnd.oci.image.index.v1+json"
    static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    static let dockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json"
    static let artifact = "application/vnd.oci.artifact.manifest.v1+json"

    /// oras-go: registry/remote/manifest.go
    static let acceptedManifests = [dockerManifest, dockerIndex, manifest, index, artifact].joined(separator: ", ")

    /// Without its parameters.
    static func base(_ text: String) -> String {
        var base = text.prefix { $0 != ";" }
        while base.last == " " { base.removeLast() }
        while base.first == " " { base.removeFirst() }
        return base.lowercased()
    }
}
