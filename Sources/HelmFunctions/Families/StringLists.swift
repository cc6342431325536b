internal import HelmTemplate
internal import HelmValues

/// Strings into lists and back. Sprig: strings.go, list.go.
enum StringLists {
    static let family: FunctionFamily = [
        "join": TemplateFunction([.string, .any]) { arguments, _ in
            .string(bytes: try ByteText.join(texts(arguments[1]), arguments[0].bytes))
        },
        "split": TemplateFunction([.string, .string]) { arguments, _ in
            numbered(ByteText.split(arguments[1].bytes, by: arguments[0].bytes))
        },
        "splitn": TemplateFunction([.string, .int, .string]) { arguments, _ in
            let limit = arguments[1].integer
            return numbered(ByteText.split(arguments[2].bytes, by: arguments[0].bytes, limit: limit))
        },
        "splitList": TemplateFunction([.string, .string]) { arguments, _ in
            let parts = ByteText.split(arguments[1].bytes, by: arguments[0].bytes)
            try Limits.checkList(parts.count)
            return .strings(parts)
        },
        "toStrings": TemplateFunction([.any]) { arguments, _ in
            if case .list(let list) = arguments[0], list.elementType == .string { return arguments[0] }
            return .strings(texts(arguments[0]))
        },
        "sortAlpha": TemplateFunction([.any]) { arguments, _ in sorted(arguments[0]) },
    ]

    /// Sprig's `strslice`: nil elements are left out, what is no list becomes one.
    static func texts(_ value: GoValue) -> [[UInt8]] {
        switch value {
        case .none: return []
        case .list(let list): return list.elements.filter { !$0.isNone }.map(Printing.text)
        case .object(let object):
            if case .list(let elements) = object.shape { return elements.filter { !$0.isNone }.map(Printing.text) }
            return [Printing.text(of: value)]
        default: return [Printing.text(of: value)]
        }
    }

    /// `map[string]string` with the keys `_0`, `_1`, …
    private static func numbered(_ parts: [[UInt8]]) -> GoValue {
        let pairs = parts.enumerated().map { (key: "_\($0.offset)", value: GoValue.string(bytes: $0.element)) }
        return .map(GoMap(ByteOrderedMap(pairs: pairs), type: .string))
    }

    /// A list of strings is sorted in place, any other gives a new one.
    private static func sorted(_ value: GoValue) -> GoValue {
        guard case .list(let list) = value else { return .strings([Printing.text(of: value)]) }
        let texts = texts(value).sorted { $0.lexicographicallyPrecedes($1) }
        guard list.elementType == .string else { return .strings(texts) }
        list.replaceElements(texts.map { .string(bytes: $0) })
        return value
    }
}
