/// Cuts template text into tokens. (Go: text/template/parse/lex.go)
struct Lexer {
    private static let leftDelimiter = Array("{{".utf8)
    private static let rightDelimiter = Array("}}".utf8)
    private static let commentStart = Array("/*".utf8)
    private static let commentEnd = Array("*/".utf8)

    private var input: [UInt8]
    private var position = 0
    /// Where the token in the making starts.
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var parentheses = 0
    private var isInsideAction = false
    /// `break` and `continue` are keywords unless functions have their names.
    private let breakIsKeyword: Bool
    private let continueIsKeyword: Bool

    init(_ input: [UInt8], breakIsKeyword: Bool, continueIsKeyword: Bool) {
        self.input = input
        self.breakIsKeyword = breakIsKeyword
        self.continueIsKeyword = continueIsKeyword
    }

    /// The next token; after the last, `end` again and again.
    mutating func next() -> Token {
        if isInsideAction { return lexAction() }
        while true {
            if let token = lexText() { return token }
            if let token = lexLeftDelimiter() { return token }
        }
    }

    // MARK: - Text, delimiters, comments

    /// The text up to the next action; nil where an action starts here.
    private mutating func lexText() -> Token? {
        guard let delimiter = find(Self.leftDelimiter, from: position) else {
            advance(to: input.count)
            return position > start ? emit(.text) : emit(.end)
        }
        guard delimiter > position else { return nil }
        var end = delimiter
        if hasLeftTrimMarker(at: delimiter + 2) {
            while end > start, Self.isSpace(input[end - 1]) { end -= 1 }
        }
        advance(to: end)
        let token = end > start ? emit(.text) : nil
        advance(to: delimiter)
        ignore()
        return token
    }

    /// `{{`, with its trim marker; nil after a comment has been skipped.
    private mutating func lexLeftDelimiter() -> Token? {
        let afterDelimiter = position + 2
        let content = hasLeftTrimMarker(at: afterDelimiter) ? afterDelimiter + 2 : afterDelimiter
        if starts(with: Self.commentStart, at: content) {
            advance(to: content)
            ignore()
            return lexComment()
        }
        advance(to: afterDelimiter)
        let token = emit(.leftDelimiter)
        isInsideAction = true
        advance(to: content)
        ignore()
        parentheses = 0
        return token
    }

    private mutating func lexComment() -> Token? {
        guard let end = find(Self.commentEnd, from: position + 2) else { return fail("unclosed comment") }
        advance(to: end + 2)
        let (isDelimiter, trims) = rightDelimiter(at: position)
        guard isDelimiter else { return fail("comment ends before closing delimiter") }
        advance(to: position + (trims ? 4 : 2))
        if trims { skipSpace() }
        ignore()
        return nil
    }

    private mutating func lexRightDelimiter() -> Token {
        let (_, trims) = rightDelimiter(at: position)
        if trims {
            advance(to: position + 2)
            ignore()
        }
        advance(to: position + 2)
        let token = emit(.rightDelimiter)
        if trims {
            skipSpace()
            ignore()
        }
        isInsideAction = false
        return token
    }

    // MARK: - Inside an action

    private mutating func lexAction() -> Token {
        if rightDelimiter(at: position).isThere {
            return parentheses == 0 ? lexRightDelimiter() : fail("unclosed left paren")
        }
        guard let scalar = peek() else { return fail("unclosed action") }
        if let token = lexMark(scalar) { return token }
        switch scalar {
        case " ", "\t", "\r", "\n": return lexSpace()
        case "\"": return lexQuoted()
        case "`": return lexRawString()
        case "$":
            advance()
            return lexFieldOrVariable(.variable)
        case "'": return lexCharacterConstant()
        case ".":
            if position + 1 < input.count, !(48...57).contains(input[position + 1]) {
                advance()
                return lexFieldOrVariable(.field)
            }
            return lexNumber()
        case "+", "-", "0"..."9": return lexNumber()
        default: break
        }
        if Self.isAlphanumeric(scalar) { return lexIdentifier() }
        advance()
        if scalar.isASCII, scalar.value >= 0x20, scalar.value < 0x7F { return emit(.character) }
        return fail("unrecognized character in action: " + Self.shown(scalar))
    }

    /// The tokens of one mark.
    private mutating func lexMark(_ scalar: Unicode.Scalar) -> Token? {
        switch scalar {
        case "=": return emit(.assign, length: 1)
        case "|": return emit(.pipe, length: 1)
        case ":":
            guard position + 1 < input.count, input[position + 1] == UInt8(ascii: "=") else {
                return fail("expected :=")
            }
            return emit(.declare, length: 2)
        case "(":
            parentheses += 1
            return emit(.leftParenthesis, length: 1)
        case ")":
            parentheses -= 1
            return parentheses < 0 ? fail("unexpected right paren") : emit(.rightParenthesis, length: 1)
        default: return nil
        }
    }

    /// A run of space. A space before ` -}}` belongs to the delimiter.
    private mutating func lexSpace() -> Token {
        let first = position
        while position < input.count, Self.isSpace(input[position]) { advance() }
        let last = position - 1
        if hasRightTrimMarker(at: last), starts(with: Self.rightDelimiter, at: last + 2) {
            if input[last] == UInt8(ascii: "\n") { line -= 1 }
            position = last
            if last == first { return lexRightDelimiter() }
        }
        return emit(.space)
    }

    private mutating func lexIdentifier() -> Token {
        skipAlphanumeric()
        guard isAtTerminator else { return failBadCharacter() }
        let word = String(decoding: input[start..<position], as: UTF8.self)
        switch Token.keywords[word] {
        case .breakKeyword where !breakIsKeyword, .continueKeyword where !continueIsKeyword: return emit(.identifier)
        case let keyword?: return emit(keyword)
        case nil: return emit(word == "true" || word == "false" ? .bool : .identifier)
        }
    }

    /// The `.` or `$` has been scanned.
    private mutating func lexFieldOrVariable(_ kind: Token.Kind) -> Token {
        if isAtTerminator { return emit(kind == .variable ? .variable : .dot) }
        skipAlphanumeric()
        guard isAtTerminator else { return failBadCharacter() }
        return emit(kind)
    }

    private mutating func lexQuoted() -> Token {
        guard skipQuoted(UInt8(ascii: "\"")) else { return fail("unterminated quoted string") }
        return emit(.string)
    }

    private mutating func lexCharacterConstant() -> Token {
        guard skipQuoted(UInt8(ascii: "'")) else { return fail("unterminated character constant") }
        return emit(.characterConstant)
    }

    private mutating func skipQuoted(_ quote: UInt8) -> Bool {
        advance()
        while position < input.count {
            let byte = input[position]
            advance()
            if byte == quote { return true }
            if byte == UInt8(ascii: "\n") { return false }
            if byte == UInt8(ascii: "\\") {
                guard position < input.count, input[position] != UInt8(ascii: "\n") else { return false }
                advance()
            }
        }
        return false
    }

    private mutating func lexRawString() -> Token {
        advance()
        while position < input.count {
            let byte = input[position]
            advance()
            if byte == UInt8(ascii: "`") { return emit(.rawString) }
        }
        return fail("unterminated raw quoted string")
    }

    // MARK: - Numbers

    private mutating func lexNumber() -> Token {
        guard scanNumber() else { return failBadNumber() }
        guard position < input.count, input[position] == UInt8(ascii: "+") || input[position] == UInt8(ascii: "-")
        else { return emit(.number) }
        guard scanNumber(), input[position - 1] == UInt8(ascii: "i") else { return failBadNumber() }
        return emit(.complex)
    }

    private mutating func scanNumber() -> Bool {
        _ = accept("+-")
        var digits = "0123456789_"
        if accept("0") {
            if accept("xX") {
                digits = "0123456789abcdefABCDEF_"
            } else if accept("oO") {
                digits = "01234567_"
            } else if accept("bB") {
                digits = "01_"
            }
        }
        acceptRun(digits)
        if accept(".") { acceptRun(digits) }
        let isDecimal = digits.utf8.count == 11
        let isHexadecimal = digits.utf8.count == 23
        if isDecimal && accept("eE") || isHexadecimal && accept("pP") {
            _ = accept("+-")
            acceptRun("0123456789_")
        }
        _ = accept("i")
        if let scalar = peek(), Self.isAlphanumeric(scalar) {
            advance()
            return false
        }
        return true
    }

    private mutating func accept(_ characters: String) -> Bool {
        guard position < input.count, characters.utf8.contains(input[position]) else { return false }
        position += 1
        return true
    }

    private mutating func acceptRun(_ characters: String) {
        while accept(characters) {}
    }

    // MARK: - Places

    private func peek() -> Unicode.Scalar? {
        position < input.count ? GoText.decode(input, at: position).scalar : nil
    }

    /// Passes one character.
    private mutating func advance() {
        if input[position] == UInt8(ascii: "\n") { line += 1 }
        position += input[position] < 0x80 ? 1 : GoText.decode(input, at: position).length
    }

    /// Passes everything up to `end`, counting lines.
    private mutating func advance(to end: Int) {
        while position < end {
            if input[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private mutating func skipSpace() {
        while position < input.count, Self.isSpace(input[position]) { advance() }
    }

    private mutating func skipAlphanumeric() {
        while let scalar = peek(), Self.isAlphanumeric(scalar) { advance() }
    }

    private mutating func ignore() {
        start = position
        startLine = line
    }

    private mutating func emit(_ kind: Token.Kind) -> Token {
        let token = Token(kind: kind, position: start, text: input[start..<position], line: startLine)
        ignore()
        return token
    }

    private mutating func emit(_ kind: Token.Kind, length: Int) -> Token {
        position += length
        return emit(kind)
    }

    /// An error token; nothing comes after it.
    private mutating func fail(_ message: String) -> Token {
        let token = Token(kind: .error, position: start, text: Array(message.utf8)[...], line: startLine)
        input = []
        position = 0
        start = 0
        return token
    }

    private mutating func failBadCharacter() -> Token {
        fail("bad character " + (peek().map(Self.shown) ?? "U+FFFFFFFFFFFFFFFF"))
    }

    private mutating func failBadNumber() -> Token {
        let text = String(decoding: GoText.quoted(Array(input[start..<position])), as: UTF8.self)
        return fail("bad number syntax: " + text)
    }

    private func find(_ mark: [UInt8], from index: Int) -> Int? {
        guard input.count >= mark.count, index <= input.count - mark.count else { return nil }
        return input.withUnsafeBufferPointer { bytes in
            for place in index...(bytes.count - mark.count) where bytes[place] == mark[0] && bytes[place + 1] == mark[1]
            {
                return place
            }
            return nil
        }
    }

    private func starts(with mark: [UInt8], at index: Int) -> Bool {
        index + 1 < input.count && input[index] == mark[0] && input[index + 1] == mark[1]
    }

    private func hasLeftTrimMarker(at index: Int) -> Bool {
        index + 1 < input.count && input[index] == UInt8(ascii: "-") && Self.isSpace(input[index + 1])
    }

    private func hasRightTrimMarker(at index: Int) -> Bool {
        index + 1 < input.count && Self.isSpace(input[index]) && input[index + 1] == UInt8(ascii: "-")
    }

    private func rightDelimiter(at index: Int) -> (isThere: Bool, trims: Bool) {
        if hasRightTrimMarker(at: index), starts(with: Self.rightDelimiter, at: index + 2) { return (true, true) }
        return (starts(with: Self.rightDelimiter, at: index), false)
    }

    /// Whether a word may end here.
    private var isAtTerminator: Bool {
        guard position < input.count else { return true }
        let byte = input[position]
        return Self.isSpace(byte) || ".,|:)(".utf8.contains(byte) || starts(with: Self.rightDelimiter, at: position)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 || byte == 10 }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": return true
        default: break
        }
        guard !scalar.isASCII else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default: return false
        }
    }

    /// `%#U`
    private static func shown(_ scalar: Unicode.Scalar) -> String {
        var printer = Printer()
        printer.flags.sharp = true
        printer.writeUnicode(UInt64(scalar.value))
        return String(decoding: printer.output, as: UTF8.self)
    }
}
