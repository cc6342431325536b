internal import HelmTemplate

/// Cutting, trimming, replacing, indenting and quoting. Sprig: strings.go.
enum Strings {
    static let family: FunctionFamily = [
        "hello": TemplateFunction([]) { _, _ in .string("Hello!") },
        "abbrev": .counted { width, text in width < 4 ? text : abbreviated(text, from: 0, to: width) },
        "abbrevboth": TemplateFunction([.int, .int, .string]) { arguments, _ in
            let (left, right) = (arguments[0].integer, arguments[1].integer)
            if right < 4 || left > 0 && right < 7 { return arguments[2] }
            return .string(bytes: abbreviated(arguments[2].bytes, from: left, to: right))
        },
        "trunc": TemplateFunction([.int, .string]) { arguments, _ in truncated(arguments[1], arguments[0].integer) },
        "trim": .text(ByteText.trimSpace),
        "trimall": .text2(trimmed),
        "trimAll": .text2(trimmed),
        "trimSuffix": TemplateFunction([.string, .string]) { arguments, _ in
            let (suffix, text) = (arguments[0].bytes, arguments[1].bytes)
            guard ByteText.hasSuffix(text, suffix) else { return arguments[1] }
            return .string(bytes: Array(text.dropLast(suffix.count)))
        },
        "trimPrefix": TemplateFunction([.string, .string]) { arguments, _ in
            let (prefix, text) = (arguments[0].bytes, arguments[1].bytes)
            guard ByteText.hasPrefix(text, prefix) else { return arguments[1] }
            return .string(bytes: Array(text.dropFirst(prefix.count)))
        },
        "substr": TemplateFunction([.int, .int, .string]) { arguments, _ in
            .string(bytes: try substring(arguments[0].integer, arguments[1].integer, arguments[2].bytes))
        },
        "repeat": .counted { count, text in try ByteText.repeated(text, count) },
        "replace": TemplateFunction([.string, .string, .string]) { arguments, _ in
            .string(bytes: try ByteText.replace(arguments[2].bytes, arguments[0].bytes, with: arguments[1].bytes))
        },
        "nospace": .text(withoutSpaces),
        "initials": .text(initials),
        "wrap": .counted { width, text in try wrapped(text, width, newLine: [10], cutsWords: false) },
        "wrapWith": TemplateFunction([.int, .string, .string]) { arguments, _ in
            let newLine = arguments[1].bytes
            return .string(
                bytes: try wrapped(
                    arguments[2].bytes, arguments[0].integer, newLine: newLine.isEmpty ? [10] : newLine, cutsWords: true
                )
            )
        },
        "contains": .test2 { part, text in ByteText.contains(text, part) },
        "hasPrefix": .test2 { prefix, text in ByteText.hasPrefix(text, prefix) },
        "hasSuffix": .test2 { suffix, text in ByteText.hasSuffix(text, suffix) },
        "quote": TemplateFunction([], variadic: .any) { arguments, _ in .string(bytes: try quoted(arguments)) },
        "squote": TemplateFunction([], variadic: .any) { arguments, _ in
            let mark = [UInt8(ascii: "'")]
            let parts = arguments.filter { !$0.isNone }.map { mark + Printing.printed($0) + mark }
            return .string(bytes: try ByteText.join(parts, [32]))
        },
        "cat": TemplateFunction([], variadic: .any) { arguments, _ in
            let parts = arguments.filter { !$0.isNone }.map { Printing.printed($0) }
            return .string(bytes: try ByteText.join(parts, [32]))
        },
        "indent": .counted { count, text in try indented(text, count, prefix: []) },
        "nindent": .counted { count, text in try indented(text, count, prefix: [10]) },
        "plural": TemplateFunction([.string, .string, .int]) { arguments, _ in
            arguments[2].integer == 1 ? arguments[0] : arguments[1]
        },
        "toString": TemplateFunction([.any]) { arguments, _ in .string(bytes: Printing.text(of: arguments[0])) },
    ]

    private static func trimmed(_ cutset: [UInt8], _ text: [UInt8]) -> [UInt8] {
        let runes = Set(Runes.all(cutset))
        return ByteText.trim(text, runes.contains)
    }

    private static func truncated(_ value: GoValue, _ count: Int) -> GoValue {
        let text = value.bytes
        if count < 0, count > -text.count { return .string(bytes: Array(text[(text.count + count)...])) }
        if count >= 0, text.count > count { return .string(bytes: Array(text[..<count])) }
        return value
    }

    private static func substring(_ start: Int, _ end: Int, _ text: [UInt8]) throws -> [UInt8] {
        let count = text.count
        if start < 0 {
            if end < 0 { throw FunctionError.panic("runtime error: slice bounds out of range [:\(end)]") }
            if end > count {
                throw FunctionError.panic("runtime error: slice bounds out of range [:\(end)] with length \(count)")
            }
            return Array(text[..<end])
        }
        let last = end < 0 || end > count ? count : end
        if start > last { throw FunctionError.panic("runtime error: slice bounds out of range [\(start):\(last)]") }
        return Array(text[start..<last])
    }

    /// goutils: AbbreviateFull, for widths of at least 4.
    private static func abbreviated(_ text: [UInt8], from left: Int, to width: Int) -> [UInt8] {
        let count = text.count
        if count <= width { return text }
        let dots = Array("...".utf8)
        var edge = max(0, min(left, count))
        if count - edge < width - 3 { edge = count - (width - 3) }
        if edge <= 4 { return text[..<(width - 3)] + dots }
        if width < 7 { return [] }
        if edge + width - 3 < count {
            let rest = Array(text[edge...])
            return dots + (width - 3 < 4 ? [] : abbreviated(rest, from: 0, to: width - 3))
        }
        return dots + text[(count - (width - 3))...]
    }

    /// goutils walks bytes here, not characters.
    private static func withoutSpaces(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: { Runes.isSpace(UInt32($0)) }) else { return text }
        return Runes.encode(text.map { UInt32($0) }.filter { !Runes.isSpace($0) })
    }

    /// The first byte of every word, as a character of its own: goutils walks bytes here too.
    private static func initials(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt32] = []
        var atStart = true
        for rune in text.map({ UInt32($0) }) {
            if Runes.isSpace(rune) {
                atStart = true
            } else if atStart {
                result.append(rune)
                atStart = false
            }
        }
        return Runes.encode(result)
    }

    /// goutils: WrapCustom.
    private static func wrapped(_ text: [UInt8], _ length: Int, newLine: [UInt8], cutsWords: Bool) throws -> [UInt8] {
        let width = max(1, length)
        if width >= text.count { return text }
        try Limits.checkText(text.count / width + 1, times: newLine.count)
        var result: [UInt8] = []
        var offset = 0
        while text.count - offset > width {
            if text[offset] == 32 {
                offset += 1
                continue
            }
            var end = text[offset...(offset + width)].lastIndex(of: 32)
            if end == nil, !cutsWords {
                end = text[(offset + width)...].firstIndex(of: 32)
                if end == nil { break }
            }
            if let end {
                result += text[offset..<end]
                offset = end + 1
            } else {
                result += text[offset..<(offset + width)]
                offset += width
            }
            result += newLine
        }
        return result + text[offset...]
    }

    private static func quoted(_ arguments: [GoValue]) throws -> [UInt8] {
        if arguments.count == 1, !arguments[0].isNone { return Quoting.quoted(Printing.text(of: arguments[0])) }
        let parts = arguments.filter { !$0.isNone }.map { Quoting.quoted(Printing.text(of: $0)) }
        return try ByteText.join(parts, [32])
    }

    private static func indented(_ text: [UInt8], _ count: Int, prefix: [UInt8]) throws -> [UInt8] {
        if count < 0 { throw FunctionError.panic("strings: negative Repeat count") }
        let lines = 1 + text.count { $0 == 10 }
        try Limits.checkText(lines, times: count)
        let size = text.count + lines * count
        try Limits.checkText(size)
        let pad = [UInt8](repeating: 32, count: count)
        var result = prefix
        result.reserveCapacity(prefix.count + size)
        result += pad
        var start = 0
        while let end = text[start...].firstIndex(of: 10) {
            result += text[start...end]
            result += pad
            start = end + 1
        }
        return result + text[start...]
    }
}
