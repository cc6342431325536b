public import HelmValues

/// Fills fields from plain values as Go's encoding/json fills a struct from what sigs.k8s.io/yaml hands it: names match
/// in any case, numbers and booleans become texts where a text is wanted, and the first mismatch is kept as the error.
public struct GoStructReader {
    /// Where a value stands, for the error text.
    public struct Place {
        public var structure: String
        public var path: [String]

        public init(structure: String, path: [String] = []) {
            self.structure = structure
            self.path = path
        }

        public func field(_ name: String) -> Place { Place(structure: structure, path: path + [name]) }
        public func entering(_ structure: String) -> Place { Place(structure: structure, path: path) }
    }

    /// encoding/json's text of the first value that did not fit.
    public private(set) var mismatch: String?

    /// ``mismatch`` as sigs.k8s.io/yaml tells it.
    public var fault: YAMLError? {
        mismatch.map { YAMLError(.typeMismatch, "error unmarshaling JSON: while decoding JSON: \($0)") }
    }

    public init() {}

    public mutating func fail(_ value: Value, at place: Place, type: String) {
        guard mismatch == nil else { return }
        let target =
            place.path.isEmpty
            ? "value" : "struct field \(place.structure).\(place.path.joined(separator: "."))"
        mismatch = "json: cannot unmarshal \(value.jsonKind) into Go \(target) of type \(type)"
    }

    public mutating func string(_ value: Value, at place: Place, into target: inout String) {
        switch value {
        case .null: break
        case .string(let text): target = text
        case .bool(let flag): target = flag ? "true" : "false"
        case .int(let number): target = String(number)
        case .float(let number): target = GoFormat.float(number)
        case .list, .map: fail(value, at: place, type: "string")
        }
    }

    public mutating func bool(_ value: Value, at place: Place, into target: inout Bool) {
        switch value {
        case .null: break
        case .bool(let flag): target = flag
        default: fail(value, at: place, type: "bool")
        }
    }

    public mutating func strings(_ value: Value, at place: Place, into target: inout [String]) {
        switch value {
        case .null: target = []
        case .list(let values):
            target = values.map { element in
                var text = ""
                string(element, at: place, into: &text)
                return text
            }
        default: fail(value, at: place, type: "[]string")
        }
    }

    public mutating func stringMap(_ value: Value, at place: Place, into target: inout ByteOrderedMap<String>) {
        switch value {
        case .null: target = [:]
        case .map(let map):
            var pairs: [(key: String, value: String)] = target.map { ($0.key, $0.value) }
            for entry in map {
                var text = ""
                string(entry.value, at: place, into: &text)
                pairs.append((entry.key, text))
            }
            target = ByteOrderedMap(pairs: pairs)
        default: fail(value, at: place, type: "map[string]string")
        }
    }

    /// A list of pointers to structs, where null leaves nil; an element that exists already is filled further.
    public mutating func structs<Element>(
        _ value: Value, at place: Place, type: String, into target: inout [Element?], empty: () -> Element,
        fill: (inout GoStructReader, ValueMap, Place, inout Element) -> Void
    ) {
        switch value {
        case .null: target = []
        case .list(let values):
            var filled: [Element?] = []
            for (index, element) in values.enumerated() {
                switch element {
                case .null: filled.append(nil)
                case .map(let map):
                    var item = (index < target.count ? target[index] : nil) ?? empty()
                    fill(&self, map, place.entering(String(type.drop { $0 != "." }.dropFirst())), &item)
                    filled.append(item)
                default:
                    fail(element, at: place, type: type)
                    filled.append(empty())
                }
            }
            target = filled
        default: fail(value, at: place, type: "[]*\(type)")
        }
    }

    /// The field that a key names: exactly, or in another case.
    public static func field(_ key: String, of names: [String]) -> String? {
        names.first { bytesEqual($0, key) } ?? names.first { $0.lowercased() == key.lowercased() }
    }
}
