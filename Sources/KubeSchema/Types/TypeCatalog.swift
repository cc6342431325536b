internal import Synchronization

/// The declared types of Kubernetes' built-in kinds, compiled in.
///
/// They stand in a compact text (`BuiltInTypes`), which `scripts/generate-kube-schema.py` writes; a type is read from it when
/// it is first asked for.
public final class TypeCatalog: Sendable {
    /// The kinds of Kubernetes 1.36.
    public static let kubernetes = TypeCatalog(CompactTypes(BuiltInTypes.text))

    private let text: CompactTypes
    private let read: Mutex<[SchemaType?]>

    init(_ text: CompactTypes) {
        self.text = text
        read = Mutex(Array(repeating: nil, count: text.count))
    }

    /// How many types there are.
    var count: Int { text.count }

    /// The built-in kinds.
    public var kinds: some Collection<GroupVersionKind> { text.kinds.keys }

    /// The type of a built-in kind; nil for kinds that are not built in, such as custom resources.
    public func type(of kind: GroupVersionKind) -> ObjectType? {
        guard let index = text.kinds[kind], case .object(let type) = type(at: index) else { return nil }
        return type
    }

    /// A type by its OpenAPI name, such as `io.k8s.api.core.v1.PodSpec`. A slow search.
    public func type(named name: String) -> SchemaType? {
        index(of: name).map(type(at:))
    }

    func index(of name: String) -> Int? { text.index(of: name) }

    func type(at index: Int) -> SchemaType {
        guard (0..<text.count).contains(index) else { return .untyped }
        return read.withLock { read in
            if let type = read[index] { return type }
            let type = text.type(at: index)
            read[index] = type
            return type
        }
    }
}
