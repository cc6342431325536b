internal import HelmTemplate

/// Lists and their `must` variants, which say the same but do not panic. Sprig: list.go.
enum Lists {
    static let family: FunctionFamily = [
        "list": list, "tuple": list,
        "append": append, "push": append, "mustAppend": append, "mustPush": append,
        "prepend": prepend, "mustPrepend": prepend,
        "first": first, "mustFirst": first,
        "last": last, "mustLast": last,
        "rest": rest, "mustRest": rest,
        "initial": initial, "mustInitial": initial,
        "reverse": reverse, "mustReverse": reverse,
        "compact": compact, "mustCompact": compact,
        "uniq": uniq, "mustUniq": uniq,
        "without": without, "mustWithout": without,
        "has": has, "mustHas": has,
        "slice": slice, "mustSlice": slice,
        "chunk": chunk, "mustChunk": chunk,
        "concat": TemplateFunction([], variadic: .any) { arguments, _ in
            var result: [GoValue] = []
            for argument in arguments {
                result += try elements(argument) { "Cannot concat type \($0) as list" }.elements
                try Limits.checkList(result.count)
            }
            return .items(result, isNil: result.isEmpty)
        },
    ]

    private static let list = TemplateFunction([], variadic: .any) { arguments, _ in .items(arguments) }

    private static let append = TemplateFunction([.any, .any]) { arguments, _ in
        let list = try elements(arguments[0]) { "Cannot push on type \($0)" }
        try Limits.checkList(list.elements.count + 1)
        return .items(list.elements + [arguments[1]])
    }

    private static let prepend = TemplateFunction([.any, .any]) { arguments, _ in
        let list = try elements(arguments[0]) { "Cannot prepend on type \($0)" }
        try Limits.checkList(list.elements.count + 1)
        return .items([arguments[1]] + list.elements)
    }

    private static let first = TemplateFunction([.any]) { arguments, _ in
        try elements(arguments[0]) { "Cannot find first on type \($0)" }.elements.first ?? .none
    }

    private static let last = TemplateFunction([.any]) { arguments, _ in
        try elements(arguments[0]) { "Cannot find last on type \($0)" }.elements.last ?? .none
    }

    private static let rest = TemplateFunction([.any]) { arguments, _ in
        let all = try elements(arguments[0]) { "Cannot find rest on type \($0)" }.elements
        return .items(Array(all.dropFirst()), isNil: all.isEmpty)
    }

    private static let initial = TemplateFunction([.any]) { arguments, _ in
        let all = try elements(arguments[0]) { "Cannot find initial on type \($0)" }.elements
        // Sprig makes the list as long as the rest of one, so that the last element of the result is never written.
        return .items(Array(all.dropLast()), isNil: all.isEmpty)
    }

    private static let reverse = TemplateFunction([.any]) { arguments, _ in
        .items(try elements(arguments[0]) { "Cannot find reverse on type \($0)" }.elements.reversed())
    }

    private static let compact = TemplateFunction([.any]) { arguments, _ in
        let list = try elements(arguments[0]) { "Cannot compact on type \($0)" }
        return .items(list.elements.filter { !Defaults.isEmpty($0) })
    }

    private static let uniq = TemplateFunction([.any]) { arguments, _ in
        var seen = ElementSet()
        let list = try elements(arguments[0]) { "Cannot find uniq on type \($0)" }
        return .items(try list.elements.filter { try seen.insert($0) })
    }

    private static let without = TemplateFunction([.any], variadic: .any) { arguments, _ in
        var omitted = ElementSet()
        for value in arguments.dropFirst() { _ = try omitted.insert(value) }
        let list = try elements(arguments[0]) { "Cannot find without on type \($0)" }
        return .items(try list.elements.filter { try !omitted.contains($0) })
    }

    private static let has = TemplateFunction([.any, .any]) { arguments, _ in
        if arguments[1].isNone { return .bool(false) }
        let list = try elements(arguments[1]) { "Cannot find has on type \($0)" }
        return .bool(try list.elements.contains { try Equality.areEqual(arguments[0], $0) })
    }

    private static let slice = TemplateFunction([.any], variadic: .any) { arguments, _ in
        let list = try elements(arguments[0]) { "list should be type of slice or array but \($0)" }
        let count = list.elements.count
        if count == 0 { return .none }
        let start = arguments.count > 1 ? Numbers.toInt(arguments[1]) : 0
        let end = arguments.count > 2 ? Numbers.toInt(arguments[2]) : count
        guard 0 <= start, start <= end, end <= count else {
            throw FunctionError.panic("reflect.Value.Slice: slice index out of bounds")
        }
        return .list(GoList(Array(list.elements[start..<end]), elementType: list.elementType))
    }

    private static let chunk = TemplateFunction([.int, .any]) { arguments, _ in
        let size = arguments[0].integer
        let all = try elements(arguments[1]) { "Cannot chunk type \($0)" }.elements
        guard size > 0 else {
            // Go divides in floating point: a size below zero that is larger than the rest of the list gives no chunks.
            if size < 0, all.count > 1, all.count - 1 <= size.magnitude {
                return .object(TypedList([], "[][]interface {}"))
            }
            throw FunctionError.panic("runtime error: makeslice: len out of range")
        }
        if all.isEmpty { return .object(TypedList([], "[][]interface {}")) }
        let chunks = stride(from: 0, to: all.count, by: size).map { start in
            GoValue.items(Array(all[start..<min(all.count, start + size)]))
        }
        return .object(TypedList(chunks, "[][]interface {}"))
    }

    /// The list that an argument must be.
    static func elements(_ value: GoValue, _ complaint: (String) -> String) throws -> GoList {
        switch value {
        case .list(let list): return list
        case .none: throw FunctionError.nilPointer
        case .object(let object):
            if case .list(let elements) = object.shape { return GoList(elements) }
            throw FunctionError(complaint(object.goKind))
        default: throw FunctionError(complaint(GoPrint.goKind(of: value)))
        }
    }
}
