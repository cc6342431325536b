internal import HelmTemplate
internal import HelmValues
internal import HelmYAML

/// YAML. Helm: engine/funcs.go. Errors in reading are given as data.
enum YAMLFunctions {
    static let family: FunctionFamily = [
        "toYaml": TemplateFunction([.any]) { arguments, _ in
            .string(bytes: withoutNewline((try? YAML.checkedEncode(arguments[0].plain())) ?? []))
        },
        "mustToYaml": TemplateFunction([.any]) { arguments, _ in
            let plain: Value
            do {
                plain = try arguments[0].plain()
            } catch let error as FunctionError {
                throw FunctionError.panic("error marshaling into JSON: \(error.message)")
            }
            do throws(YAMLError) {
                return .string(bytes: withoutNewline(try YAML.checkedEncode(plain)))
            } catch {
                throw FunctionError.panic(error.message)
            }
        },
        "toYamlPretty": TemplateFunction([.any]) { arguments, _ in
            .string(bytes: withoutNewline(try PrettyYAML.encode(arguments[0])))
        },
        "fromYaml": TemplateFunction([.string]) { arguments, _ in
            do throws(YAMLError) {
                return .map(GoMap(try YAML.parseMap(arguments[0].bytes, numbers: .floats)))
            } catch {
                return .map(GoMap(["Error": .string(error.message)] as ValueMap))
            }
        },
        "fromYamlArray": TemplateFunction([.string]) { arguments, _ in .list(array(arguments[0].bytes)) },
    ]

    private static func withoutNewline(_ bytes: [UInt8]) -> [UInt8] { bytes.last == 10 ? bytes.dropLast() : bytes }

    private static func array(_ bytes: [UInt8]) -> GoList {
        do throws(YAMLError) {
            let value = try YAML.parse(bytes, numbers: .floats)
            switch value {
            case .list(let values): return GoList(values.map { GoValue($0) })
            case .null: return GoList([])
            default: throw YAML.mismatch(value, goType: "[]interface {}")
            }
        } catch {
            return GoList([.string(error.message)])
        }
    }
}

/// What `toYamlPretty` sees: Go's own values rather than their JSON form.
///
/// Unlike Helm, a time inside a map or list is written in quotes.
enum PrettyYAML {
    static func encode(_ value: GoValue) throws -> [UInt8] {
        if case .object(let object) = value {
            if let time = object as? TimeObject { return time.time.formatted(GoTime.rfc3339) }
            if case .structure(let fields) = object.shape {
                // One by one, since fields keep their order.
                return try Self.fields(fields, depth: 0).flatMap { name, value in
                    YAML.encodePretty(.map([name: value]))
                }
            }
        }
        return YAML.encodePretty(try plain(value, depth: 0))
    }

    /// Bytes are a list of numbers here, and fields have their names in small letters.
    private static func plain(_ value: GoValue, depth: Int) throws -> Value {
        try Limits.checkNesting(depth)
        switch value {
        case .list(let list):
            return .list(try list.elements.map { try plain($0, depth: depth + 1) })
        case .map(let map):
            if let untouched = map.untouched { return .map(untouched) }
            return .map(try map.entries.mapValues { try plain($0, depth: depth + 1) })
        case .object(let object):
            return try plain(object, depth: depth)
        default:
            return try value.plain()
        }
    }

    private static func plain(_ object: any GoObject, depth: Int) throws -> Value {
        if let duration = object as? DurationObject { return .string(duration.printed) }
        switch object.shape {
        case .list(let elements): return .list(try elements.map { try plain($0, depth: depth + 1) })
        case .structure(let fields): return .map(ValueMap(pairs: try Self.fields(fields, depth: depth)))
        default: break
        }
        do {
            return try object.plain()
        } catch {
            throw FunctionError.panic("cannot marshal type: \(object.goType)")
        }
    }

    private static func fields(
        _ fields: [(name: String, value: GoValue)], depth: Int
    ) throws -> [(key: String, value: Value)] {
        try fields.filter { $0.name.unicodeScalars.first?.properties.isUppercase == true }.map { field in
            (key: field.name.lowercased(), value: try plain(field.value, depth: depth + 1))
        }
    }
}
