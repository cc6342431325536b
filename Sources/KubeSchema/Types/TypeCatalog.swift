/// The declared types of Kubernetes' built-in kinds, compiled in.
///
/// Read on first use from a compact text (`BuiltInTypes`), which `scripts/generate-kube-schema.py` writes.
public struct TypeCatalog: Sendable {
    /// The kinds of Kubernetes 1.36.
    public static let kubernetes = TypeCatalog(text: BuiltInTypes.text)

    let types: [SchemaType]
    let kinds: [GroupVersionKind: Int]
    let names: [String: Int]

    /// The type of a built-in kind; nil for kinds that are not built in, such as custom resources.
    public func type(of kind: GroupVersionKind) -> ObjectType? {
        guard let index = kinds[kind], case .object(let type) = types[index] else { return nil }
        return type
    }

    /// A type by its OpenAPI name, such as `io.k8s.api.core.v1.PodSpec`.
    public func type(named name: String) -> SchemaType? {
        names[name].map { types[$0] }
    }

    func type(at index: Int) -> SchemaType {
        types.indices.contains(index) ? types[index] : .untyped
    }
}
