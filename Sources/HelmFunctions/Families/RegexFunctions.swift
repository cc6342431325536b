internal import HelmTemplate

/// Regular expressions. Sprig: regex.go. The piped argument of a replacing function is the replacement.
enum RegexFunctions {
    static let family: FunctionFamily = [
        "regexMatch": TemplateFunction([.string, .string]) { arguments, _ in
            .bool((try? RegexCache.shared.regex(arguments[0].bytes))?.matches(arguments[1].bytes) ?? false)
        },
        "mustRegexMatch": TemplateFunction([.string, .string]) { arguments, _ in
            .bool(try RegexCache.shared.regex(arguments[0].bytes).matches(arguments[1].bytes))
        },
        "regexFind": find(panicking),
        "mustRegexFind": find(RegexCache.shared.regex),
        "regexFindAll": findAll(panicking),
        "mustRegexFindAll": findAll(RegexCache.shared.regex),
        "regexReplaceAll": replaceAll(panicking) { RegexReplacement(template: $0) },
        "mustRegexReplaceAll": replaceAll(RegexCache.shared.regex) { RegexReplacement(template: $0) },
        "regexReplaceAllLiteral": replaceAll(panicking) { RegexReplacement(literal: $0) },
        "mustRegexReplaceAllLiteral": replaceAll(RegexCache.shared.regex) { RegexReplacement(literal: $0) },
        "regexSplit": split(panicking),
        "mustRegexSplit": split(RegexCache.shared.regex),
        "regexQuoteMeta": .text { text in
            let special = Set("\\.+*?()|[]{}^$".utf8)
            return text.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
        },
    ]

    private typealias Compiler = @Sendable ([UInt8]) throws -> Regex

    /// Go's `regexp.MustCompile`, whose panic names the pattern again.
    @Sendable
    private static func panicking(_ pattern: [UInt8]) throws -> Regex {
        do {
            return try RegexCache.shared.regex(pattern)
        } catch let error as FunctionError {
            let shown = String(decoding: Quoting.backquoted(pattern), as: UTF8.self)
            throw FunctionError.panic("regexp: Compile(\(shown)): \(error.message)")
        }
    }

    private static func find(_ compile: @escaping Compiler) -> TemplateFunction {
        .text2 { pattern, text in try compile(pattern).find(text) }
    }

    private static func findAll(_ compile: @escaping Compiler) -> TemplateFunction {
        TemplateFunction([.string, .string, .int]) { arguments, _ in
            let found = try compile(arguments[0].bytes).findAll(arguments[1].bytes, limit: arguments[2].integer)
            return .strings(found ?? [], isNil: found == nil)
        }
    }

    private static func split(_ compile: @escaping Compiler) -> TemplateFunction {
        TemplateFunction([.string, .string, .int]) { arguments, _ in
            let pattern = arguments[0].bytes
            let parts = try compile(pattern).split(
                arguments[1].bytes, limit: arguments[2].integer, isEmptyPattern: pattern.isEmpty
            )
            return .strings(parts ?? [], isNil: parts == nil)
        }
    }

    private static func replaceAll(
        _ compile: @escaping Compiler, _ replacement: @escaping @Sendable ([UInt8]) -> RegexReplacement
    ) -> TemplateFunction {
        TemplateFunction([.string, .string, .string]) { arguments, _ in
            let regex = try compile(arguments[0].bytes)
            return .string(bytes: try regex.replace(arguments[1].bytes, replacement(arguments[2].bytes)))
        }
    }
}
