internal import HelmTemplate
internal import HelmValues

/// JSON. Sprig: defaults.go; Helm: engine/funcs.go, whose `fromJson` gives errors as data.
enum JSONFunctions {
    static let family: FunctionFamily = [
        "toJson": quiet { try encoded($0) }, "mustToJson": loud { try encoded($0) },
        "toPrettyJson": quiet { try encoded($0, indent: "  ") },
        "mustToPrettyJson": loud { try encoded($0, indent: "  ") },
        "toRawJson": loud { try encoded($0, escapeHTML: false) },
        "mustToRawJson": loud { try encoded($0, escapeHTML: false) },
        "fromJson": TemplateFunction([.string]) { arguments, _ in
            .map(GoMap(object(arguments[0].bytes)))
        },
        "fromJsonArray": TemplateFunction([.string]) { arguments, _ in .list(array(arguments[0].bytes)) },
        "mustFromJson": TemplateFunction([.string]) { arguments, _ in
            do throws(JSONError) {
                return GoValue(try JSON.parse(arguments[0].bytes, numbers: .floats))
            } catch {
                throw FunctionError(error.message)
            }
        },
    ]

    private typealias Encoder = @Sendable (GoValue) throws -> [UInt8]

    /// Gives an empty text where Go reports an error.
    private static func quiet(_ encode: @escaping Encoder) -> TemplateFunction {
        TemplateFunction([.any]) { arguments, _ in .string(bytes: (try? encode(arguments[0])) ?? []) }
    }

    private static func loud(_ encode: @escaping Encoder) -> TemplateFunction {
        TemplateFunction([.any]) { arguments, _ in .string(bytes: try encode(arguments[0])) }
    }

    private static func encoded(_ value: GoValue, escapeHTML: Bool = true, indent: String? = nil) throws -> [UInt8] {
        let plain = try value.plain()
        var writer = JSONWriter(escapeHTML: escapeHTML, indent: indent)
        if let fields = fieldsInOrder(value, plain) {
            writer.beginObject()
            for (name, value) in fields {
                writer.key(name)
                writer.value(value)
            }
            writer.endObject()
        } else {
            writer.value(plain)
        }
        if let unsupported = writer.unsupported {
            throw FunctionError("json: unsupported value: \(GoFormat.float(unsupported))")
        }
        return writer.bytes
    }

    /// A struct's fields as Go declares them, where the plain form, which sorts, has all of them under their own names.
    private static func fieldsInOrder(_ value: GoValue, _ plain: Value) -> [(String, Value)]? {
        guard case .object(let object) = value, case .map(let map) = plain,
            let fields = structure(object.shape), fields.count == map.count
        else { return nil }
        let ordered = fields.compactMap { name in map[name].map { (name, $0) } }
        return ordered.count == fields.count ? ordered : nil
    }

    private static func structure(_ shape: GoShape) -> [String]? {
        switch shape {
        case .structure(let fields): fields.map(\.name)
        case .pointer(let under, _), .stringer(let under): structure(under)
        default: nil
        }
    }

    /// What is not an object gives one with the error, beside what could be read.
    private static func object(_ bytes: [UInt8]) -> ValueMap {
        var (result, problem): (ValueMap, JSONError?) = ([:], nil)
        do throws(JSONError) {
            let value = try JSON.parse(bytes, numbers: .floats)
            switch value {
            case .map(let map): result = map
            case .null: break
            default: problem = .mismatch(value, goType: "map[string]interface {}")
            }
        } catch {
            problem = error
            if case .map(let map)? = error.partial { result = map }
        }
        if let problem { result["Error"] = .string(problem.message) }
        return result
    }

    private static func array(_ bytes: [UInt8]) -> GoList {
        do throws(JSONError) {
            let value = try JSON.parse(bytes, numbers: .floats)
            switch value {
            case .list(let values): return GoList(values.map { GoValue($0) })
            case .null: return GoList([], isNil: true)
            default: throw .mismatch(value, goType: "[]interface {}")
            }
        } catch {
            return GoList([.string(error.message)])
        }
    }
}
