internal import HelmChart

/// The manifest of a release as one text.
enum ManifestText {
    static func write(_ manifests: [ManifestSorting.Manifest], chart: Chart, request: RenderRequest) -> String {
        var parts: [(path: String, content: ArraySlice<UInt8>)] = []
        parts.reserveCapacity(manifests.count)
        if request.includeCRDs {
            for crd in chart.crds { parts.append((crd.filename, crd.data[...])) }
        }
        let hidden = Array("# HIDDEN: The Secret output has been suppressed".utf8)[...]
        for manifest in manifests {
            let isSecret = manifest.head.kind == "Secret" && manifest.head.apiVersion == "v1"
            parts.append((manifest.path, request.hideSecret && isSecret ? hidden : manifest.text))
        }
        return joined(parts)
    }

    private static func joined(_ parts: [(path: String, content: ArraySlice<UInt8>)]) -> String {
        let size = parts.reduce(0) { $0 + mark.count + $1.path.utf8.count + $1.content.count + 2 }
        return String(unsafeUninitializedCapacity: size) { buffer in
            var end = 0
            func append(_ bytes: UnsafeBufferPointer<UInt8>) {
                _ = UnsafeMutableBufferPointer(rebasing: buffer[end...]).update(fromContentsOf: bytes)
                end += bytes.count
            }
            func endLine() {
                buffer[end] = UInt8(ascii: "\n")
                end += 1
            }
            for part in parts {
                var path = part.path
                mark.withUnsafeBufferPointer(append)
                path.withUTF8(append)
                endLine()
                part.content.withUnsafeBufferPointer(append)
                endLine()
            }
            return end
        }
    }

    private static let mark = Array("---\n# Source: ".utf8)
}
