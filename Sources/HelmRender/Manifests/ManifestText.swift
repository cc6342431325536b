internal import HelmChart

/// The manifest of a release as one text.
enum ManifestText {
    static func write(_ manifests: [ManifestSorting.Manifest], chart: Chart, request: RenderRequest) -> String {
        var text: [UInt8] = []
        if request.includeCRDs {
            for crd in chart.crds { append(crd.filename, crd.data[...], to: &text) }
        }
        let hidden = Array("# HIDDEN: The Secret output has been suppressed".utf8)[...]
        for manifest in manifests {
            let isSecret = manifest.head.kind == "Secret" && manifest.head.apiVersion == "v1"
            append(manifest.path, request.hideSecret && isSecret ? hidden : manifest.text, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ path: String, _ content: ArraySlice<UInt8>, to text: inout [UInt8]) {
        text += "---\n# Source: ".utf8
        text += path.utf8
        text.append(UInt8(ascii: "\n"))
        text += content
        text.append(UInt8(ascii: "\n"))
    }
}
