internal import HelmTemplate
internal import HelmValues

// The evaluator checks and converts arguments before it calls a body; what these accessors return for any other kind
// is never seen by a template.

extension GoValue {
    /// The bytes of a Go string.
    var bytes: [UInt8] {
        switch self {
        case .string(let text): Array(text.utf8)
        case .invalidUTF8(let bytes): bytes
        default: []
        }
    }

    /// The text of a Go string, with replacement characters where it is not UTF-8.
    var text: String {
        switch self {
        case .string(let text): text
        case .invalidUTF8(let bytes): String(decoding: bytes, as: UTF8.self)
        default: ""
        }
    }

    var integer: Int {
        switch self {
        case .int(let value): value
        case .int64(let value): Int(value)
        default: 0
        }
    }

    var number: Double { if case .float(let value) = self { value } else { 0 } }
    var flag: Bool { if case .bool(let value) = self { value } else { false } }

    /// The map argument; a nil map when there is none.
    var mapping: GoMap {
        switch self {
        case .map(let map): map
        default: GoMap([:], isNil: true)
        }
    }

    var isNone: Bool { if case .none = self { true } else { false } }

    static func strings(_ texts: [[UInt8]], isNil: Bool = false) -> GoValue {
        .list(GoList(texts.map { .string(bytes: $0) }, elementType: .string, isNil: isNil))
    }

    static func items(_ elements: [GoValue], isNil: Bool = false) -> GoValue {
        .list(GoList(elements, isNil: isNil))
    }
}

/// One family of functions by name.
typealias FunctionFamily = [String: TemplateFunction]

extension TemplateFunction {
    /// `func(string) string`
    static func text(_ body: @escaping @Sendable ([UInt8]) throws -> [UInt8]) -> TemplateFunction {
        TemplateFunction([.string]) { arguments, _ in .string(bytes: try body(arguments[0].bytes)) }
    }

    /// `func(string, string) string`
    static func text2(_ body: @escaping @Sendable ([UInt8], [UInt8]) throws -> [UInt8]) -> TemplateFunction {
        TemplateFunction([.string, .string]) { arguments, _ in
            .string(bytes: try body(arguments[0].bytes, arguments[1].bytes))
        }
    }

    /// `func(int, string) string`
    static func counted(_ body: @escaping @Sendable (Int, [UInt8]) throws -> [UInt8]) -> TemplateFunction {
        TemplateFunction([.int, .string]) { arguments, _ in
            .string(bytes: try body(arguments[0].integer, arguments[1].bytes))
        }
    }

    /// `func(string, string) bool`
    static func test2(_ body: @escaping @Sendable ([UInt8], [UInt8]) throws -> Bool) -> TemplateFunction {
        TemplateFunction([.string, .string]) { arguments, _ in
            .bool(try body(arguments[0].bytes, arguments[1].bytes))
        }
    }
}
