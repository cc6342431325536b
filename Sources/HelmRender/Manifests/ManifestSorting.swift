internal import HelmChart
internal import HelmValues
internal import HelmYAML

/// A file that the templates made.
struct RenderedFile {
    var path: String
    var step: RenderPlan.Step
    var text: [UInt8]
}

/// Separates hooks from the objects of a release and puts both in install order.
///
/// Helm: release/v1/util/manifest_sorter.go, SortManifests
struct ManifestSorting {
    struct Manifest {
        var path: String
        var text: ArraySlice<UInt8>
        var head: ManifestHead
    }

    private(set) var hooks: [Hook] = []
    private(set) var manifests: [Manifest] = []
    private(set) var warnings: [String] = []

    init(_ files: [RenderedFile]) throws(RenderError) {
        for file in files.sorted(by: { $0.step.rank < $1.step.rank }) {
            for document in DocumentSplit.documents(file.text[...]) { try add(document, file.path) }
        }
        hooks = KindOrder.install.sorted(hooks) { $0.kind }
        manifests = KindOrder.install.sorted(manifests) { $0.head.kind }
    }

    private mutating func add(_ document: ArraySlice<UInt8>, _ path: String) throws(RenderError) {
        let head: ManifestHead
        do {
            head = try ManifestHead(document)
        } catch {
            throw RenderError(.manifest, "YAML parse error on \(path): \(error.message)")
        }
        guard let types = head.annotations["helm.sh/hook"] else {
            manifests.append(Manifest(path: path, text: document, head: head))
            return
        }
        var events: [Hook.Event] = []
        for type in Self.words(types) {
            guard let event = type == "test-success" ? .test : Hook.Event(rawValue: type) else {
                warnings.append("INFO skipping unknown hooks hookTypes=\(types.isEmpty ? "\"\"" : types)")
                return
            }
            events.append(event)
        }
        var hook = Hook(
            name: head.name, kind: head.kind, path: path, manifest: String(decoding: document, as: UTF8.self),
            events: events)
        hook.weight = Int(head.annotations["helm.sh/hook-weight"] ?? "") ?? 0
        hook.deletePolicies = Self.words(head.annotations["helm.sh/hook-delete-policy"])
            .map(Hook.DeletePolicy.init(rawValue:))
        hook.outputLogPolicies = Self.words(head.annotations["helm.sh/hook-output-log-policy"])
            .map(Hook.OutputLogPolicy.init(rawValue:))
        hooks.append(hook)
    }

    /// The words of a list with commas, in lower case; an empty text is one empty word.
    private static func words(_ text: String?) -> [String] {
        guard let text else { return [] }
        return text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
            var scalars = Substring(part).unicodeScalars.drop { $0.properties.isWhitespace }
            while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
            return String(scalars).lowercased()
        }
    }
}
