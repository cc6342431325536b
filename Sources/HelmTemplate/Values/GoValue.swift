public import HelmValues

/// A value of a running template, with Go's kinds, types and reference semantics.
///
/// Maps and lists are references, since `set`, `merge` and their kin change them in place. A value lives and dies on
/// the thread that renders, so it is not `Sendable`.
public enum GoValue {
    /// An untyped nil: an interface that holds nothing.
    case none
    case bool(Bool)
    /// Go's `int`: literals in templates, `len`, `until`.
    case int(Int)
    /// Go's `int64`: Sprig's arithmetic.
    case int64(Int64)
    /// Go's `float64`: every number of values.yaml.
    case float(Double)
    case string(String)
    /// A Go string whose bytes are not valid UTF-8, such as one cut in the middle of a character. Make strings out of
    /// bytes with ``string(bytes:)``, which picks the case.
    case invalidUTF8([UInt8])
    /// A slice: `[]interface{}` or one with a narrower element type.
    case list(GoList)
    /// A map with string keys.
    case map(GoMap)
    /// Anything else: structs, pointers, `time.Time`, `time.Duration`, functions, `.Files`, numbers of other kinds.
    case object(any GoObject)

    /// The Go string with these bytes.
    public static func string(bytes: [UInt8]) -> GoValue { string(bytes: bytes[...]) }

    /// The Go string with these bytes.
    public static func string(bytes: ArraySlice<UInt8>) -> GoValue {
        let text = bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
        if let text { return .string(text) }
        return .invalidUTF8(Array(bytes))
    }
}

/// A slice of a running template. Copies of the reference share the elements, as Go's slices do.
public final class GoList {
    /// What Go's reflection says of the elements.
    public enum ElementType: Sendable {
        /// `[]interface {}`
        case any
        case string, int, int64, float, uint8
    }

    public private(set) var elements: [GoValue]
    public let elementType: ElementType
    /// A nil slice: as empty as any, but `null` in JSON and different to `deepEqual`.
    public let isNil: Bool

    public init(_ elements: [GoValue], elementType: ElementType = .any, isNil: Bool = false) {
        self.elements = elements
        self.elementType = elementType
        self.isNil = isNil
    }

    deinit {
        guard holdsContainers else { return }
        var values = surrender()
        Dismantling.release(&values)
    }

    /// Puts others in the place of the elements; everyone who holds the list sees them.
    public func replaceElements(_ elements: [GoValue]) {
        self.elements = elements
        MapRegistry.current?.changes += 1
    }

    var holdsContainers: Bool { elementType == .any && elements.contains { $0.isContainer } }

    /// The elements, which leave the list.
    func surrender() -> [GoValue] {
        defer { elements = [] }
        return elements
    }
}

/// A map of a running template. Made from plain values, it converts a level only when that level is first looked at,
/// so that big values which a template never touches cost nothing.
public final class GoMap {
    /// The Go type that a map prints and reports.
    public enum MapType: Sendable {
        /// `map[string]interface {}`
        case any
        /// Helm's `common.Values`, a map with methods.
        case values
        /// `map[string]string`
        case string
    }

    /// What several maps of different types may share.
    private final class Storage {
        var plain: ValueMap?
        var converted: ByteOrderedMap<GoValue>
        /// ``MapRegistry`` knows of it.
        var isNoted = false
        /// The key whose value the render changes between templates.
        var volatileKey: String?

        init(plain: ValueMap? = nil, converted: ByteOrderedMap<GoValue> = [:]) {
            self.plain = plain
            self.converted = converted
        }

        deinit {
            guard holdsContainers else { return }
            var values = surrender()
            Dismantling.release(&values)
        }

        /// Plain values do not count: they are no deeper than their reader allows.
        var holdsContainers: Bool { converted.contains { $0.value.isContainer } }

        func surrender() -> [GoValue] {
            defer { converted = [:] }
            return converted.values
        }
    }

    public let type: MapType
    public let isNil: Bool
    private var storage: Storage

    private var plain: ValueMap? {
        get { storage.plain }
        set { storage.plain = newValue }
    }

    private var converted: ByteOrderedMap<GoValue> {
        get { storage.converted }
        _modify { yield &storage.converted }
    }

    public init(_ entries: ByteOrderedMap<GoValue> = [:], type: MapType = .any, isNil: Bool = false) {
        self.type = type
        self.isNil = isNil
        storage = Storage(converted: entries)
    }

    public init(_ plain: ValueMap, type: MapType = .any) {
        self.type = type
        isNil = false
        storage = Storage(plain: plain)
    }

    /// The same map under another type, as a conversion in Go: what one changes, the other shows.
    public init(sharing other: GoMap, type: MapType) {
        self.type = type
        isNil = other.isNil
        storage = other.storage
    }

    /// The plain values that this map was made from, while nobody has looked inside: writers take the short way.
    public var untouched: ValueMap? { plain }

    /// The entries, sorted by key.
    public var entries: ByteOrderedMap<GoValue> {
        get {
            convert()
            if storage.volatileKey != nil { MapRegistry.current?.volatileReads += 1 }
            return converted
        }
        set {
            plain = nil
            converted = newValue
            noteChange(isContainer: newValue.contains { $0.value.isContainer })
        }
    }

    public var count: Int { plain?.count ?? converted.count }

    public subscript(key: String) -> GoValue? {
        get {
            convert()
            if let volatile = storage.volatileKey, bytesEqual(volatile, key) {
                MapRegistry.current?.volatileReads += 1
            }
            return converted[key]
        }
        set {
            convert()
            converted[key] = newValue
            noteChange(isContainer: newValue?.isContainer == true)
        }
    }

    /// Sets a value that templates are not meant to take for constant: includes that read it are not remembered.
    public func setVolatile(_ key: String, _ value: GoValue) {
        convert()
        converted[key] = value
        storage.volatileKey = key
    }

    /// - Parameter isContainer: from now on the map may be part of a cycle.
    private func noteChange(isContainer: Bool) {
        guard let registry = MapRegistry.current else { return }
        registry.changes += 1
        guard isContainer, !storage.isNoted else { return }
        storage.isNoted = true
        registry.note(self)
    }

    /// Whether freeing the map frees values that may free others.
    var holdsContainers: Bool { storage.holdsContainers }

    /// The values, which leave the map; none while another map shares them.
    func surrender() -> [GoValue] { isKnownUniquelyReferenced(&storage) ? storage.surrender() : [] }

    private func convert() {
        guard let plain else { return }
        converted = plain.mapValues { GoValue($0) }
        self.plain = nil
    }
}

/// A Go value that is neither a basic kind, a slice nor a string-keyed map.
public protocol GoObject: AnyObject {
    /// As `%T` prints it: `time.Time`, `*semver.Version`, `engine.files`.
    var goType: String { get }
    /// As `kindOf` names it: `struct`, `ptr`, `map`, `slice`, `func`, `int32`, `uint8`, …
    var goKind: String { get }
    /// The field of that name, nil when there is none.
    func field(_ name: String) -> GoValue?
    /// The method of that name, nil when there is none.
    func method(_ name: String) -> TemplateFunction?
    /// As `fmt.Print` writes the value (its `String()` or `Error()` method, or Go's default form).
    var printed: String { get }
    /// As an action `{{ … }}` writes the value, where that differs: of an addressable struct whose pointer has a
    /// `String()` method, the action calls it and `fmt` does not.
    var actionPrinted: String { get }
    /// Whether `if` takes the value for true.
    var isTrue: Bool { get }
    /// What reflection finds inside, for `printf`, `range`, `len`, `index` and comparisons.
    var shape: GoShape { get }
    /// The value as Go's `encoding/json` writes it.
    /// - Throws: ``FunctionError`` when JSON has no form for it.
    func plain() throws -> Value
}

/// What Go's reflection finds inside a ``GoObject``.
public enum GoShape {
    /// Nothing that `fmt` would open: printed by its `printed` text whatever the verb.
    case opaque
    /// A value with a `String()` or `Error()` method: `%v`, `%s`, `%q` and `%x` take that text, other verbs what is under it.
    indirect case stringer(GoShape)
    case bool(Bool)
    /// A signed integer of a kind that ``GoValue`` does not have.
    case integer(Int64)
    /// An unsigned integer.
    case unsigned(UInt64)
    /// A floating-point number of another type than `float64`.
    case float(Double)
    /// A string type with a name.
    case string(String)
    /// The fields of a struct, in order.
    case structure([(name: String, value: GoValue)])
    /// A pointer to something of that shape and type.
    indirect case pointer(GoShape, type: String)
    /// A map with string keys.
    case map(ByteOrderedMap<GoValue>)
    /// A slice.
    case list([GoValue])
    case function(TemplateFunction)
}

extension GoObject {
    public func field(_ name: String) -> GoValue? { nil }
    public func method(_ name: String) -> TemplateFunction? { nil }
    public var actionPrinted: String { printed }
    public var isTrue: Bool { true }
    public var shape: GoShape { .opaque }
    public func plain() throws -> Value { throw FunctionError("json: unsupported type: \(goType)") }
}

extension GoValue {
    /// The plain value as a template sees it. Integers become `int64`, as Go's readers give them.
    public init(_ value: Value) {
        switch value {
        case .null: self = .none
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int64(value)
        case .float(let value): self = .float(value)
        case .string(let value): self = .string(value)
        case .list(let values): self = .list(GoList(values.map { GoValue($0) }))
        case .map(let map): self = .map(GoMap(map))
        }
    }
}
