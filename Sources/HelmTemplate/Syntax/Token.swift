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

    let kind: Kind
    /// Where it starts and ends, in bytes of the text.
    let start: Int
    let end: Int
}

extension FileParser {
    /// The token's text, or of an error the message.
    func string(_ token: Token) -> String {
        token.kind == .error ? lexer.mistake : String(decoding: bytes(token), as: UTF8.self)
    }

    func bytes(_ token: Token) -> ArraySlice<UInt8> { text[token.start..<token.end] }

    /// Counted from 1.
    func line(of token: Token) -> Int { 1 + text[..<token.start].count { $0 == UInt8(ascii: "\n") } }

    /// The token as error messages show it.
    func shown(_ token: Token) -> String {
        if token.kind == .end { return "EOF" }
        if token.kind == .error { return string(token) }
        if token.kind.isKeyword { return "<\(string(token))>" }
        let text = Array(bytes(token))
        var printer = Printer()
        if text.count > 10 {
            printer.flags.precision = 10
            printer.writeQuoted(text)
            printer.write("...")
        } else {
            printer.writeQuoted(text)
        }
        return String(decoding: printer.output, as: UTF8.self)
    }
}
