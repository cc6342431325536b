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
            .map(object(arguments[0].bytes))
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
        var encoder = JSONEncoder(escapeHTML: escapeHTML, indent: indent)
        return try encoder.encode(value)
    }

    /// What is not an object gives one with the error, beside what could be read.
    private static func object(_ bytes: [UInt8]) -> GoMap {
        do throws(JSONError) {
            let value = try read(bytes)
            switch value {
            case .map(let map): return GoMap(map)
            case .null: return GoMap([:] as ByteOrderedMap<GoValue>, isNil: true)
            default: throw .mismatch(value, goType: "map[string]interface {}")
            }
        } catch {
            var (result, message): (ValueMap, String) = ([:], error.message)
            switch error.partial {
            case .map(let map)?: result = map
            case let value?: message = mismatch(value, goType: "map[string]interface {}").message
            case nil: break
            }
            result["Error"] = .string(message)
            return GoMap(result)
        }
    }

    private static func array(_ bytes: [UInt8]) -> GoList {
        do throws(JSONError) {
            let value = try read(bytes)
            switch value {
            case .list(let values): return GoList(values.map { GoValue($0) })
            case .null: return GoList([], isNil: true)
            default: throw .mismatch(value, goType: "[]interface {}")
            }
        } catch {
            switch error.partial {
            case nil, .list?: return GoList([.string(error.message)])
            case let value?: return GoList([.string(mismatch(value, goType: "[]interface {}").message)])
            }
        }
    }

    /// Of a text that fails within: the kind of the whole is looked at first. Null is a number that nothing can hold.
    private static func mismatch(_ partial: Value, goType: String) -> JSONError {
        .mismatch(partial.isNull ? .float(0) : partial, goType: goType)
    }

    private static func read(_ bytes: [UInt8]) throws(JSONError) -> Value { try JSON.parse(bytes, numbers: .floats) }
}
