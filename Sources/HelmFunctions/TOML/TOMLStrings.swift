internal import HelmTemplate
internal import HelmValues

// The four kinds of TOML strings. Each reader begins behind the opening quotes.

extension TOMLReader {
    mutating func readString() throws(TOMLProblem) -> [UInt8] {
        stringStart = scanner.position
        var result: [UInt8] = []
        while true {
            if scanner.isAtEnd { throw scanner.problem("unexpected EOF; expected '\"'") }
            let rune = try scanner.next()
            switch rune {
            case 34: return result
            case 10, 13: throw TOMLProblem(line: scanner.line - 1, message: "strings cannot contain newlines")
            case 92: try readEscape(to: &result)
            default: Runes.encode(rune, to: &result)
            }
        }
    }

    mutating func readRawString() throws(TOMLProblem) -> [UInt8] {
        let start = scanner.position
        while true {
            if scanner.isAtEnd { throw scanner.problem("unexpected EOF; expected \"'\"") }
            switch try scanner.next() {
            case 39: return Array(scanner.bytes[start..<(scanner.position - 1)])
            case 10, 13: throw TOMLProblem(line: scanner.line - 1, message: "strings cannot contain newlines")
            default: continue
            }
        }
    }

    mutating func readLongString() throws(TOMLProblem) -> [UInt8] {
        stringStart = scanner.position
        try skipFirstLineEnd()
        var result: [UInt8] = []
        while true {
            if scanner.isAtEnd { throw scanner.problem("unexpected EOF; expected '\"\"\"'") }
            let rune = try scanner.next()
            if rune == 34, let inner = try closing(34) {
                return result + inner
            } else if rune == 92 {
                if try !skipEscapedLineEnd() { try readEscape(to: &result) }
            } else {
                Runes.encode(rune, to: &result)
            }
        }
    }

    mutating func readLongRawString() throws(TOMLProblem) -> [UInt8] {
        try skipFirstLineEnd()
        var result: [UInt8] = []
        while true {
            if scanner.isAtEnd { throw scanner.problem("unexpected EOF; expected \"'''\"") }
            let rune = try scanner.next()
            if rune == 39, let inner = try closing(39) { return result + inner }
            Runes.encode(rune, to: &result)
        }
    }

    private mutating func skipFirstLineEnd() throws(TOMLProblem) {
        if try scanner.accept(10) { return }
        if try scanner.peek() == 13 {
            try scanner.next()
            try scanner.next()
        }
    }

    /// Behind one quote: the quotes that belong to the text when the string ends here, nil when it goes on.
    ///
    /// Up to five quotes may stand at the end, of which the last three close the string.
    private mutating func closing(_ quote: UInt32) throws(TOMLProblem) -> [UInt8]? {
        let run = scanner.bytes[scanner.position...].prefix(5).prefix { $0 == UInt8(quote) }.count
        guard run >= 2 else { return nil }
        if run == 5 {
            let mark = quote == 34 ? "'\"\"\"\"\"\"'" : "\"''''''\""
            throw scanner.problem("unexpected \(mark)")
        }
        for _ in 0..<run { try scanner.next() }
        return [UInt8](repeating: UInt8(quote), count: run - 2)
    }

    /// A backslash at the end of a line takes away all space up to the next text.
    private mutating func skipEscapedLineEnd() throws(TOMLProblem) -> Bool {
        let space = scanner.bytes[scanner.position...].prefix { $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }
        guard space.contains(10) else { return false }
        try scanner.skip { TOMLScanner.isSpace($0) || TOMLScanner.isLineEnd($0) }
        return true
    }

    private mutating func readEscape(to result: inout [UInt8]) throws(TOMLProblem) {
        let isEnd = scanner.isAtEnd
        let rune = try scanner.next()
        switch rune {
        case 98: result.append(8)
        case 116: result.append(9)
        case 110: result.append(10)
        case 102: result.append(12)
        case 114: result.append(13)
        case 101: result.append(27)
        case 34, 92: result.append(UInt8(rune))
        case 32, 9: throw scanner.problem("invalid escape: '\\\(rune == 32 ? " " : "\t")'")
        case 120: try readCodePoint(2, "two hexadecimal digits after '\\x'", to: &result)
        case 117: try readCodePoint(4, "four hexadecimal digits after '\\u'", to: &result)
        case 85: try readCodePoint(8, "eight hexadecimal digits after '\\U'", to: &result)
        default:
            let shown = Unicode.Scalar(rune).map { String($0) } ?? ""
            let message = "invalid escape in string '\\\(shown)'"
            throw isEnd || rune == 10 ? TOMLProblem(line: scanner.line - 1, message: message) : scanner.problem(message)
        }
    }

    private mutating func readCodePoint(
        _ count: Int, _ wanted: String, to result: inout [UInt8]
    ) throws(TOMLProblem) {
        let start = scanner.position
        for _ in 0..<count {
            let rune = try scanner.next()
            if !TOMLScanner.isHex(rune) {
                // Go shows all of the string so far.
                let found = Array(scanner.bytes[stringStart..<scanner.position])
                throw scanner.problem(
                    "expected \(wanted), but got \(String(decoding: Quoting.quoted(found), as: UTF8.self)) instead"
                )
            }
        }
        let digits = String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw scanner.problem("Escaped character '\\u\(digits)' is not valid UTF-8.")
        }
        Runes.encode(scalar.value, to: &result)
    }
}
