internal import HelmTemplate

/// What counts as given. Sprig: defaults.go.
enum Defaults {
    static let family: FunctionFamily = [
        "default": TemplateFunction([.any], variadic: .any) { arguments, _ in
            arguments.count > 1 && !isEmpty(arguments[1]) ? arguments[1] : arguments[0]
        },
        "empty": TemplateFunction([.any]) { arguments, _ in .bool(isEmpty(arguments[0])) },
        "coalesce": TemplateFunction([], variadic: .any) { arguments, _ in
            arguments.first { !isEmpty($0) } ?? .none
        },
        "all": TemplateFunction([], variadic: .any) { arguments, _ in .bool(!arguments.contains(where: isEmpty)) },
        "any": TemplateFunction([], variadic: .any) { arguments, _ in
            .bool(arguments.contains { !isEmpty($0) })
        },
        "ternary": TemplateFunction([.any, .any, .bool]) { arguments, _ in
            arguments[2].flag ? arguments[0] : arguments[1]
        },
    ]

    /// Whether a value is its type's zero, or nothing at all.
    static func isEmpty(_ value: GoValue) -> Bool {
        switch value {
        case .none: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .int64(let value): value == 0
        case .float(let value): value == 0
        case .string(let text): text.utf8.isEmpty
        case .invalidUTF8(let bytes): bytes.isEmpty
        case .list(let list): list.elements.isEmpty
        case .map(let map): map.count == 0
        case .object(let object): isEmpty(object.shape)
        }
    }

    private static func isEmpty(_ shape: GoShape) -> Bool {
        switch shape {
        case .opaque, .structure, .pointer, .function: false
        case .stringer(let under): isEmpty(under)
        case .bool(let value): !value
        case .integer(let value): value == 0
        case .unsigned(let value): value == 0
        case .float(let value): value == 0
        case .string(let text): text.isEmpty
        case .map(let map): map.isEmpty
        case .list(let elements): elements.isEmpty
        }
    }
}
