/// A token of template text. (Go: text/template/parse/lex.go, item)
struct Token {
    enum Kind {
        case error, bool, character, characterConstant, comment, complex, assign, declare, end, field, identifier
        case leftDelimiter, leftParenthesis, number, pipe, rawString, rightDelimiter, rightParenthesis, space, string
        case text, variable
        case dot, block, breakKeyword, continueKeyword, define, elseKeyword, endKeyword, ifKeyword, range, nilKeyword
        case template, with

        var isKeyword: Bool {
            switch self {
            case .dot, .block, .breakKeyword, .continueKeyword, .define, .elseKeyword, .endKeyword, .ifKeyword,
                .range, .nilKeyword, .template, .with:
                true
            default: false
            }
        }
    }

    var kind: Kind
    /// Where it starts, in bytes.
    var position: Int
    /// Its text, or of an error the message.
    var text: ArraySlice<UInt8>
    var line: Int

    static let keywords: [String: Kind] = [
        ".": .dot, "block": .block, "break": .breakKeyword, "continue": .continueKeyword, "define": .define,
        "else": .elseKeyword, "end": .endKeyword, "if": .ifKeyword, "range": .range, "nil": .nilKeyword,
        "template": .template, "with": .with,
    ]

    /// The token as error messages show it.
    var shown: String {
        if kind == .end { return "EOF" }
        if kind == .error { return string }
        if kind.isKeyword { return "<\(string)>" }
        var printer = Printer()
        if text.count > 10 {
            printer.flags.precision = 10
            printer.writeQuoted(Array(text))
            printer.write("...")
        } else {
            printer.writeQuoted(Array(text))
        }
        return String(decoding: printer.output, as: UTF8.self)
    }

    var string: String { String(decoding: text, as: UTF8.self) }
}
