/// Turns manifests into objects.
public struct ObjectBuilder: Sendable {
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
    /// - Parameter validates: refuse objects without kind or apiVersion, as Helm does unless `disable_openapi_validation`.
    /// - Throws: `invalidManifest` or `noMatch`, in Helm's words but without
    ///   `unable to build kubernetes objects from release manifest: ` (callers put what they build in front).
    public func objects(of manifest: String, validates: Bool = true) async throws(KubeError) -> [KubeObject] {
        throw KubeError(.unsupported, "not built yet")
    }
}
