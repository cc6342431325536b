internal import HelmTemplate
internal import HelmValues

/// What is wrong with a TOML text, without the place, in the words of BurntSushi/toml.
struct TOMLProblem: Error {
    let line: Int
    let message: String
}

/// The characters of a TOML text from front to back, counting lines.
struct TOMLScanner {
    static let end: UInt32 = 0

    let bytes: [UInt8]
    private(set) var position = 0
    private(set) var line = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    /// The next character without taking it; `end` behind the last one.
    func peek() throws(TOMLProblem) -> UInt32 {
        guard position < bytes.count else { return Self.end }
        let byte = bytes[position]
        if byte >= 0x80 {
            let (rune, width) = Runes.decode(bytes, at: position)
            if rune == Runes.replacement, width == 1 {
                throw TOMLProblem(line: line, message: "invalid UTF-8 byte: 0x\(Self.hex(byte))")
            }
            return rune
        }
        let isLoneReturn = byte == 13 && (position + 1 == bytes.count || bytes[position + 1] != 10)
        if (byte < 32 && byte != 9 && byte != 10 && byte != 13) || byte == 127 || isLoneReturn {
            throw TOMLProblem(
                line: line, message: "TOML files cannot contain control characters: '0x\(Self.hex(byte))'"
            )
        }
        return UInt32(byte)
    }

    private static func hex(_ byte: UInt8) -> String { String(decoding: Encoding.hex([byte]), as: UTF8.self) }

    @discardableResult
    mutating func next() throws(TOMLProblem) -> UInt32 {
        let rune = try peek()
        guard position < bytes.count else { return rune }
        if rune == 10 { line += 1 }
        position += rune < 0x80 ? 1 : Runes.decode(bytes, at: position).width
        return rune
    }

    /// Takes the next character when it is `rune`.
    mutating func accept(_ rune: UInt32) throws(TOMLProblem) -> Bool {
        guard !isAtEnd, try peek() == rune else { return false }
        try next()
        return true
    }

    /// Goes back behind the last ASCII character, which was no line end.
    mutating func giveBack() { position -= 1 }

    /// Takes `text`, which holds no line end, when it comes next.
    mutating func accept(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    mutating func skip(_ isSkipped: (UInt32) -> Bool) throws(TOMLProblem) {
        while !isAtEnd, isSkipped(try peek()) { try next() }
    }

    mutating func skipSpaces() throws(TOMLProblem) { try skip(Self.isSpace) }

    /// Spaces, line ends and comments.
    mutating func skipBlank() throws(TOMLProblem) {
        while !isAtEnd {
            let rune = try peek()
            if rune == 35 {
                try skip { !Self.isLineEnd($0) }
            } else if Self.isSpace(rune) || Self.isLineEnd(rune) {
                try next()
            } else {
                return
            }
        }
    }

    func problem(_ message: String) -> TOMLProblem {
        // At the end of the text Go points to the last line that has something.
        let isBehindLineEnd = isAtEnd && position > 0 && bytes[position - 1] == 10
        return TOMLProblem(line: isBehindLineEnd ? line - 1 : line, message: message)
    }

    /// As ``problem(_:)``, where a line end that was taken counts.
    func problemHere(_ message: String) -> TOMLProblem { TOMLProblem(line: line, message: message) }

    /// As ``problem(_:)`` just behind the character `rune`: one found at a line end belongs to the line before it.
    func problem(behind rune: UInt32, _ message: String) -> TOMLProblem {
        rune == 10 ? TOMLProblem(line: line - 1, message: message) : problem(message)
    }

    static func isSpace(_ rune: UInt32) -> Bool { rune == 9 || rune == 32 }
    static func isLineEnd(_ rune: UInt32) -> Bool { rune == 10 || rune == 13 }
    static func isDigit(_ rune: UInt32) -> Bool { (48...57).contains(rune) }
    static func isHex(_ rune: UInt32) -> Bool { isDigit(rune) || (97...102).contains(rune | 32) }

    static func isBareKey(_ rune: UInt32) -> Bool {
        isDigit(rune) || (65...90).contains(rune) || (97...122).contains(rune) || rune == 95 || rune == 45
    }

    /// A character as Go's `%q` shows it.
    static func quoted(_ rune: UInt32) -> String {
        switch rune {
        case 39: return "'\\''"
        case 34: return "'\"'"
        default:
            var bytes: [UInt8] = []
            Runes.encode(rune, to: &bytes)
            let text = Quoting.quoted(bytes).dropFirst().dropLast()
            return "'" + String(decoding: text, as: UTF8.self) + "'"
        }
    }

    /// A character, or "end of file".
    static func named(_ rune: UInt32) -> String {
        guard rune != end, let scalar = Unicode.Scalar(rune) else { return "end of file" }
        return "'\(scalar)'"
    }
}
