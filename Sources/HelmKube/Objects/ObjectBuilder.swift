internal import HelmValues
internal import HelmYAML
internal import KubeSchema

/// Turns manifests into objects.
public struct ObjectBuilder: Sendable {
    /// Lists within lists, deeper than any server nests them.
    static let maximumListDepth = 8

    public let client: KubeClient
    public let discovery: Discovery
    /// Of namespaced objects that name none.
    public let defaultNamespace: String

    public init(client: KubeClient, discovery: Discovery, defaultNamespace: String) {
        self.client = client
        self.discovery = discovery
        self.defaultNamespace = defaultNamespace
    }

    /// The objects of a manifest of any number of YAML documents, in its order; the items of `List`s one by one.
    ///
    /// - Parameter validates: refuse objects without kind or apiVersion in Helm's words, as Helm does unless
    ///   `disable_openapi_validation` is given; such objects are refused in any case.
    /// - Throws: `invalidManifest` or `noMatch`, in Helm's words but without
    ///   `unable to build kubernetes objects from release manifest: ` (callers put what they build in front).
    public func objects(of manifest: String, validates: Bool = true) async throws(KubeError) -> [KubeObject] {
        let documents: [Value]
        do {
            documents = try YAML.documents(Array(manifest.utf8), numbers: .integersKept)
        } catch {
            throw KubeError(.invalidManifest, "error parsing : \(error.message)")
        }
        var objects: [KubeObject] = []
        var failures: [KubeError] = []
        for document in documents where !document.isNull {
            do throws(KubeError) {
                if validates { try Self.validate(document) }
                try await append(document, depth: 0, to: &objects)
            } catch {
                // Only what is wrong with the manifest is gathered; a cluster that does not answer ends it.
                guard error.code == .invalidManifest || error.code == .noMatch else { throw error }
                failures.append(error)
            }
        }
        if let failure = KubeError.aggregate(failures) { throw failure }
        return objects
    }

    private static func validate(_ document: Value) throws(KubeError) {
        var problems: [String] = []
        if document["apiVersion"]?.stringValue ?? "" == "" { problems.append("apiVersion not set") }
        if document["kind"]?.stringValue ?? "" == "" { problems.append("kind not set") }
        if problems.isEmpty { return }
        let text = problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]"
        throw KubeError(.invalidManifest, "error validating \"\": error validating data: \(text)")
    }

    private func append(
        _ value: Value, depth: Int, to objects: inout [KubeObject]
    ) async throws(KubeError) {
        guard let map = value.mapValue else {
            throw KubeError(.invalidManifest, "unable to decode \"\": json: cannot unmarshal into Go value")
        }
        guard let kind = map["kind"]?.stringValue, !kind.isEmpty else {
            // What a list holds may be Secrets, also where an item does not say so.
            let text = depth > 0 ? "{…}" : String(decoding: JSON.encode(value).prefix(512), as: UTF8.self)
            throw KubeError(.invalidManifest, "unable to decode \"\": Object 'Kind' is missing in '\(text)'")
        }
        if let items = map["items"]?.listValue {
            guard depth < Self.maximumListDepth else {
                throw KubeError(.invalidManifest, "unable to decode \"\": lists are nested too deeply")
            }
            for item in items { try await append(item, depth: depth + 1, to: &objects) }
            return
        }
        objects.append(try await object(value, kind))
    }

    private func object(_ value: Value, _ kindName: String) async throws(KubeError) -> KubeObject {
        let kind = GroupVersionKind(apiVersion: value["apiVersion"]?.stringValue ?? "", kind: kindName)
        let name = value[path: ["metadata", "name"]]?.stringValue ?? ""
        let given = value[path: ["metadata", "namespace"]]?.stringValue ?? ""
        let mapping: ResourceMapping
        do {
            mapping = try await discovery.mapping(of: kind, client: client)
        } catch {
            guard error.code == .noMatch else { throw error }
            throw KubeError(
                .noMatch,
                "resource mapping not found for name: \"\(name)\" namespace: \"\(given)\" from \"\": \(error.message)\n"
                    + "ensure CRDs are installed first")
        }
        guard mapping.isNamespaced else {
            return KubeObject(value: value, mapping: mapping, namespace: nil, name: name)
        }
        var value = value
        let namespace = given.isEmpty ? defaultNamespace : given
        if given.isEmpty {
            var metadata = value["metadata"] ?? .map([:])
            metadata["namespace"] = .string(namespace)
            value["metadata"] = metadata
        }
        return KubeObject(value: value, mapping: mapping, namespace: namespace, name: name)
    }
}

extension KubeError {
    /// Several failures as Kubernetes' `utilerrors.Aggregate` tells them: `[one, two]`, each text once.
    static func aggregate(_ failures: [KubeError]) -> KubeError? {
        joined(failures) { messages in
            var seen: Set<String> = []
            return "[\(messages.filter { seen.insert($0).inserted }.joined(separator: ", "))]"
        }
    }

    /// Several failures as Go's `errors.Join` tells them: a line each.
    static func lines(_ failures: [KubeError]) -> KubeError? {
        joined(failures) { $0.joined(separator: "\n") }
    }

    /// Several failures in one; a single one stays what it is.
    static func joined(_ failures: [KubeError], _ text: ([String]) -> String) -> KubeError? {
        guard let first = failures.first else { return nil }
        if failures.count == 1 { return first }
        let isSame = failures.allSatisfy { $0.code == first.code }
        return KubeError(
            isSame ? first.code : .several, text(failures.map(\.message)), status: isSame ? first.status : nil,
            underlying: failures)
    }
}
