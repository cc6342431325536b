internal import HelmTemplate
internal import HelmValues

/// Maps. Sprig: dict.go. `set`, `unset` and the merging functions change their first map in place.
enum Dicts {
    static let family: FunctionFamily = [
        "dict": TemplateFunction([], variadic: .any) { arguments, _ in dict(arguments) },
        "get": TemplateFunction([.map, .string]) { arguments, _ in
            arguments[0].mapping[arguments[1].text] ?? .string("")
        },
        "set": TemplateFunction([.map, .string, .any]) { arguments, _ in
            let map = arguments[0].mapping
            if map.isNil { throw FunctionError.panic("assignment to entry in nil map") }
            map[arguments[1].text] = arguments[2]
            return returned(map)
        },
        "unset": TemplateFunction([.map, .string]) { arguments, _ in
            arguments[0].mapping[arguments[1].text] = nil
            return returned(arguments[0].mapping)
        },
        "hasKey": TemplateFunction([.map, .string]) { arguments, _ in
            .bool(arguments[0].mapping[arguments[1].text] != nil)
        },
        "pluck": TemplateFunction([.string], variadic: .map) { arguments, _ in
            let key = arguments[0].text
            return .items(arguments.dropFirst().compactMap { $0.mapping[key] })
        },
        "keys": TemplateFunction([], variadic: .map) { arguments, _ in
            let keys = arguments.flatMap { $0.mapping.entries.keys }
            return .list(GoList(keys.map { .string($0) }, elementType: .string))
        },
        "values": TemplateFunction([.map]) { arguments, _ in .items(arguments[0].mapping.entries.values) },
        "pick": TemplateFunction([.map], variadic: .string) { arguments, _ in
            let map = arguments[0].mapping
            let pairs = arguments.dropFirst().compactMap { key in map[key.text].map { (key: key.text, value: $0) } }
            return .map(GoMap(ByteOrderedMap(pairs: pairs)))
        },
        "omit": TemplateFunction([.map], variadic: .string) { arguments, _ in
            var entries = arguments[0].mapping.entries
            for key in arguments.dropFirst() { entries[key.text] = nil }
            return .map(GoMap(entries))
        },
        "merge": merge(overwriting: false), "mustMerge": merge(overwriting: false),
        "mergeOverwrite": merge(overwriting: true), "mustMergeOverwrite": merge(overwriting: true),
        "dig": TemplateFunction([], variadic: .any) { arguments, _ in try dig(arguments) },
        "deepCopy": deepCopy, "mustDeepCopy": deepCopy,
    ]

    /// A map as a Go function returns it that takes any map: `.Values` too is a plain one then.
    private static func returned(_ map: GoMap) -> GoValue {
        .map(map.type == .any ? map : GoMap(sharing: map, type: .any))
    }

    private static func dict(_ arguments: [GoValue]) -> GoValue {
        let pairs = stride(from: 0, to: arguments.count, by: 2).map { index in
            (
                key: String(decoding: Printing.text(of: arguments[index]), as: UTF8.self),
                value: index + 1 < arguments.count ? arguments[index + 1] : .string("")
            )
        }
        return .map(GoMap(ByteOrderedMap(pairs: pairs)))
    }

    private static func merge(overwriting: Bool) -> TemplateFunction {
        TemplateFunction([.map], variadic: .map) { arguments, _ in
            var target = arguments[0].mapping
            for source in arguments.dropFirst().map(\.mapping) where !source.isNil {
                if target.isNil { target = GoMap([:]) }
                try Merging.merge(source, into: target, overwriting: overwriting)
            }
            return returned(target)
        }
    }

    private static func dig(_ arguments: [GoValue]) throws -> GoValue {
        guard arguments.count >= 3 else { throw FunctionError.panic("dig needs at least three arguments") }
        var value = arguments[arguments.count - 1]
        var map = try plainMap(value)
        for key in arguments.dropLast(2) {
            switch key {
            case .string, .invalidUTF8: break
            default: throw mismatch(key, "string")
            }
        }
        for (index, key) in arguments.dropLast(2).enumerated() {
            guard let step = map[key.text] else { return arguments[arguments.count - 2] }
            value = step
            if index < arguments.count - 3 { map = try plainMap(step) }
        }
        return value
    }

    private static func plainMap(_ value: GoValue) throws -> GoMap {
        if case .map(let map) = value, map.type == .any { return map }
        throw mismatch(value, "map[string]interface {}")
    }

    private static func mismatch(_ value: GoValue, _ wanted: String) -> FunctionError {
        let found = value.isNone ? "nil" : GoPrint.goType(of: value)
        return .panic("interface conversion: interface {} is \(found), not \(wanted)")
    }

    private static let deepCopy = TemplateFunction([.any]) { arguments, _ in
        if arguments[0].isNone { throw FunctionError.panic("reflect: call of reflect.Value.Type on zero Value") }
        return try copied(arguments[0], depth: 0)
    }

    private static func copied(_ value: GoValue, depth: Int) throws -> GoValue {
        try Limits.checkNesting(depth)
        switch value {
        case .list(let list):
            let elements = try list.elements.map { try copied($0, depth: depth + 1) }
            return .list(GoList(elements, elementType: list.elementType, isNil: list.isNil))
        case .map(let map):
            if let plain = map.untouched { return .map(GoMap(plain, type: map.type)) }
            let entries = try map.entries.mapValues { try copied($0, depth: depth + 1) }
            return .map(GoMap(entries, type: map.type, isNil: map.isNil))
        default:
            return value
        }
    }
}

/// What `merge` and `mergeOverwrite` do, by mergo's rules for maps of interfaces.
enum Merging {
    static func merge(_ source: GoMap, into target: GoMap, overwriting: Bool, depth: Int = 0) throws {
        try Limits.checkNesting(depth)
        if source === target { return }
        for entry in source.entries {
            let (key, value) = (entry.key, entry.value)
            let present = target[key]
            if value.isNone {
                if overwriting { target[key] = GoValue.none }
                continue
            }
            if case .map(let inner) = value, case .map(let existing)? = present, !existing.isNil {
                try merge(inner, into: existing, overwriting: overwriting, depth: depth + 1)
                if existing.count > 0 { continue }
            }
            if overwriting || present.map(isEmpty) ?? true { target[key] = value }
        }
    }

    /// mergo's idea of empty: a struct never is, a pointer is when what it points to is.
    private static func isEmpty(_ value: GoValue) -> Bool { Defaults.isEmpty(value) }
}
