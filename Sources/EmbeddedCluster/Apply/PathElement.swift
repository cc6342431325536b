import HelmValues
import KubeSchema

/// Forms of the elements of field paths.
enum PathElement {
    static func field(_ name: String) -> String { "f:" + name }

    /// How an element of a list is known, or why it is not.
    static func item(_ element: Value, of list: ListType) -> Result<String, Problem> {
        switch list.identity {
        case .atomic:
            return .failure(Problem("invalid indexing of non-associative list"))
        case .set:
            switch element {
            case .map: return .failure(Problem("associative list without keys has an element that's a map type"))
            case .list: return .failure(Problem("not supported: associative list with lists as elements"))
            case .null: return .failure(Problem("associative list without keys has an element that's an explicit null"))
            default: return .success("v:" + text(element))
            }
        case .map(let keys):
            return keyed(element, keys, list)
        }
    }

    struct Problem: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    private static func keyed(_ element: Value, _ keys: [String], _ list: ListType) -> Result<String, Problem> {
        if element.isNull {
            return .failure(Problem("associative list with keys may not have a null element"))
        }
        guard case .map(let map) = element else {
            return .failure(Problem("associative list with keys may not have non-map elements"))
        }
        var found = ValueMap()
        for key in keys {
            if let value = map[key] {
                found[key] = value
            } else if case .object(let type) = list.element, let field = type.field(key) {
                found[key] = field.keyDefault
            }
        }
        guard !found.isEmpty else {
            let names = "[" + keys.map { "\"\($0)\"" }.joined(separator: " ") + "]"
            return .failure(
                Problem(
                    "associative list with keys has an element that omits all key fields \(names) "
                        + "(and doesn't have default values for any key fields)"
                )
            )
        }
        return .success("k:" + text(.map(found)))
    }

    private static func text(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }

    /// The element as this program writes it; nil when it is malformed.
    static func canonical(_ element: String) -> String? {
        let content = String(decoding: element.utf8.dropFirst(2), as: UTF8.self)
        switch element.utf8.prefix(2).map({ $0 }) {
        case [UInt8(ascii: "f"), UInt8(ascii: ":")]: return element
        case [UInt8(ascii: "i"), UInt8(ascii: ":")]: return Int(content).map { "i:\($0)" }
        case [UInt8(ascii: "v"), UInt8(ascii: ":")]: return (try? JSON.parse(content)).map { "v:" + text($0) }
        case [UInt8(ascii: "k"), UInt8(ascii: ":")]:
            guard let value = try? JSON.parse(content), case .map = value else { return nil }
            return "k:" + text(value)
        default: return nil
        }
    }

    /// The element as messages show it: `.name`, `[name="web"]`, `[="x"]`, `[0]`.
    static func display(_ element: String) -> String {
        let content = String(decoding: element.utf8.dropFirst(2), as: UTF8.self)
        switch element.utf8.first {
        case UInt8(ascii: "f"): return "." + content
        case UInt8(ascii: "i"): return "[\(content)]"
        case UInt8(ascii: "v"): return "[=\(displayValue((try? JSON.parse(content)) ?? .null))]"
        default:
            let fields = (try? JSON.parse(content))?.mapValue ?? [:]
            return "[" + fields.map { "\($0.key)=\(displayValue($0.value))" }.joined(separator: ",") + "]"
        }
    }

    static func display(path: [String]) -> String { path.map(display).joined() }

    private static func displayValue(_ value: Value) -> String {
        if case .string(let string) = value { return GoQuote.quoted(string) }
        return text(value)
    }
}
