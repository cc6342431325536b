/// What Go calls the types and kinds of values.
enum TypeName {
    static func of(_ value: GoValue) -> String {
        switch value {
        case .none: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .string, .invalidUTF8: "string"
        case .list(let list): of(list)
        case .map(let map): of(map)
        case .object(let object): object.goType
        }
    }

    static func of(_ list: GoList) -> String { "[]" + element(of: list) }

    static func element(of list: GoList) -> String {
        switch list.elementType {
        case .any: "interface {}"
        case .string: "string"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .uint8: "uint8"
        }
    }

    static func of(_ map: GoMap) -> String {
        switch map.type {
        case .any: "map[string]interface {}"
        case .values: "common.Values"
        case .string: "map[string]string"
        }
    }

    static func kind(of value: GoValue) -> String {
        switch value {
        case .none: "invalid"
        case .list: "slice"
        case .map: "map"
        case .object(let object): object.goKind
        default: of(value)
        }
    }

    static func of(_ parameter: ParameterType) -> String {
        switch parameter {
        case .any: "interface {}"
        case .reflected: "reflect.Value"
        case .bool: "bool"
        case .string: "string"
        case .int: "int"
        case .int32: "int32"
        case .uint32: "uint32"
        case .int64: "int64"
        case .float: "float64"
        case .list: "[]interface {}"
        case .strings: "[]string"
        case .map: "map[string]interface {}"
        case .bytes: "[]uint8"
        case .object(let name): name.description
        }
    }
}
