/// Cuts template text into tokens. (Go: text/template/parse/lex.go)
///
/// Reads the text through a pointer, which must outlive the lexer.
struct Lexer {
    /// What is wrong with the text, once an error token has been given: the first thing found.
    private(set) var mistake = ""
    private var input: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// Where the token in the making starts.
    private var start = 0
    private var parentheses = 0
    private var isInsideAction = false
    /// `break` and `continue` are keywords unless functions have their names.
    private let breakIsKeyword: Bool
    private let continueIsKeyword: Bool

    init(_ input: UnsafeBufferPointer<UInt8>, breakIsKeyword: Bool, continueIsKeyword: Bool) {
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
        guard let delimiter = find("{", "{", from: position) else {
            position = input.count
            return position > start ? emit(.text) : emit(.end)
        }
        guard delimiter > position else { return nil }
        var end = delimiter
        if hasLeftTrimMarker(at: delimiter + 2) {
            while end > start, Self.isSpace(input[end - 1]) { end -= 1 }
        }
        position = end
        let token = end > start ? emit(.text) : nil
        position = delimiter
        ignore()
        return token
    }

    /// `{{`, with its trim marker; nil after a comment has been skipped.
    private mutating func lexLeftDelimiter() -> Token? {
        let afterDelimiter = position + 2
        let content = hasLeftTrimMarker(at: afterDelimiter) ? afterDelimiter + 2 : afterDelimiter
        if has("/", "*", at: content) {
            position = content
            ignore()
            return lexComment()
        }
        position = afterDelimiter
        let token = emit(.leftDelimiter)
        isInsideAction = true
        position = content
        ignore()
        parentheses = 0
        return token
    }

    private mutating func lexComment() -> Token? {
        guard let end = find("*", "/", from: position + 2) else { return fail("unclosed comment") }
        position = end + 2
        let (isDelimiter, trims) = rightDelimiter(at: position)
        guard isDelimiter else { return fail("comment ends before closing delimiter") }
        position += trims ? 4 : 2
        if trims { skipSpace() }
        ignore()
        return nil
    }

    private mutating func lexRightDelimiter() -> Token {
        let (_, trims) = rightDelimiter(at: position)
        if trims {
            position += 2
            ignore()
        }
        position += 2
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
        skipSpace()
        let last = position - 1
        if hasRightTrimMarker(at: last), has("}", "}", at: last + 2) {
            position = last
            if last == first { return lexRightDelimiter() }
        }
        return emit(.space)
    }

    private mutating func lexIdentifier() -> Token {
        skipAlphanumeric()
        guard isAtTerminator else { return failBadCharacter() }
        return emit(wordKind)
    }

    /// What the word in the making is.
    private var wordKind: Token.Kind {
        let word = UnsafeBufferPointer(rebasing: input[start..<position])
        func spells(_ text: StaticString) -> Bool {
            word.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        switch word.first {
        case UInt8(ascii: "b"):
            if spells("block") { return .block }
            if breakIsKeyword, spells("break") { return .breakKeyword }
        case UInt8(ascii: "c"): if continueIsKeyword, spells("continue") { return .continueKeyword }
        case UInt8(ascii: "d"): if spells("define") { return .define }
        case UInt8(ascii: "e"):
            if spells("end") { return .endKeyword }
            if spells("else") { return .elseKeyword }
        case UInt8(ascii: "f"): if spells("false") { return .bool }
        case UInt8(ascii: "i"): if spells("if") { return .ifKeyword }
        case UInt8(ascii: "n"): if spells("nil") { return .nilKeyword }
        case UInt8(ascii: "r"): if spells("range") { return .range }
        case UInt8(ascii: "t"):
            if spells("template") { return .template }
            if spells("true") { return .bool }
        case UInt8(ascii: "w"): if spells("with") { return .with }
        default: break
        }
        return .identifier
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
            position += 1
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
            position += 1
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
        position < input.count ? scalar(at: position).scalar : nil
    }

    /// Passes one character.
    private mutating func advance() {
        position += scalar(at: position).length
    }

    private func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let byte = input[index]
        if byte < 0x80 { return (Unicode.Scalar(byte), 1) }
        let (scalar, length, _) = GoText.decode(Array(input[index..<min(index + 4, input.count)]), at: 0)
        return (scalar, length)
    }

    private mutating func skipSpace() {
        while position < input.count, Self.isSpace(input[position]) { position += 1 }
    }

    private mutating func skipAlphanumeric() {
        while let scalar = peek(), Self.isAlphanumeric(scalar) { advance() }
    }

    private mutating func ignore() {
        start = position
    }

    private mutating func emit(_ kind: Token.Kind) -> Token {
        let token = Token(kind: kind, start: start, end: position)
        ignore()
        return token
    }

    private mutating func emit(_ kind: Token.Kind, length: Int) -> Token {
        position += length
        return emit(kind)
    }

    /// An error token; nothing comes after it.
    private mutating func fail(_ message: String) -> Token {
        if mistake.isEmpty { mistake = message }
        input = UnsafeBufferPointer(rebasing: input[..<start])
        position = start
        return Token(kind: .error, start: start, end: start)
    }

    private mutating func failBadCharacter() -> Token {
        fail("bad character " + (peek().map(Self.shown) ?? "U+FFFFFFFFFFFFFFFF"))
    }

    private mutating func failBadNumber() -> Token {
        let text = String(decoding: GoText.quoted(Array(input[start..<position])), as: UTF8.self)
        return fail("bad number syntax: " + text)
    }

    /// The next place where the two characters stand together.
    private func find(_ first: Unicode.Scalar, _ second: Unicode.Scalar, from index: Int) -> Int? {
        let (first, second) = (UInt8(ascii: first), UInt8(ascii: second))
        var place = index
        while place + 1 < input.count {
            if input[place] == first, input[place + 1] == second { return place }
            place += 1
        }
        return nil
    }

    private func has(_ first: Unicode.Scalar, _ second: Unicode.Scalar, at index: Int) -> Bool {
        index + 1 < input.count && input[index] == UInt8(ascii: first) && input[index + 1] == UInt8(ascii: second)
    }

    private func hasLeftTrimMarker(at index: Int) -> Bool {
        index + 1 < input.count && input[index] == UInt8(ascii: "-") && Self.isSpace(input[index + 1])
    }

    private func hasRightTrimMarker(at index: Int) -> Bool {
        index + 1 < input.count && Self.isSpace(input[index]) && input[index + 1] == UInt8(ascii: "-")
    }

    private func rightDelimiter(at index: Int) -> (isThere: Bool, trims: Bool) {
        if hasRightTrimMarker(at: index), has("}", "}", at: index + 2) { return (true, true) }
        return (has("}", "}", at: index), false)
    }

    /// Whether a word may end here.
    private var isAtTerminator: Bool {
        guard position < input.count else { return true }
        switch input[position] {
        case 9, 10, 13, 32, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"),
            UInt8(ascii: ")"), UInt8(ascii: "("):
            return true
        default: return has("}", "}", at: position)
        }
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
