/// The words that `snakecase` and `kebabcase` find. xstrings: camelCaseToLowerCase.
private struct WordReader {
    enum Kind {
        case none, number, upperCase, alphabet, connector, punctuation, other
    }

    private let runes: [UInt32]
    private var index = 0

    init(_ runes: [UInt32]) { self.runes = runes }

    var isAtEnd: Bool { index >= runes.count }

    /// A letter, but no CJK character. xstrings: isAlphabet.
    private static func isAlphabet(_ rune: UInt32) -> Bool {
        switch rune {
        case 0x3400...0x4D85, 0x4E00...0x9FCC, 0x20000...0x2B81D: false
        default: Runes.isLetter(rune)
        }
    }

    private mutating func take(while isMember: (UInt32) -> Bool) {
        while index < runes.count, isMember(runes[index]) { index += 1 }
    }

    mutating func next() -> (kind: Kind, word: ArraySlice<UInt32>) {
        guard !isAtEnd else { return (.none, []) }
        let start = index
        let first = runes[index]
        index += 1
        let kind: Kind
        if StringCases.isConnector(first) {
            kind = .connector
            take(while: StringCases.isConnector)
        } else if Runes.isPunctuation(first) {
            kind = .punctuation
            take(while: Runes.isPunctuation)
        } else if Runes.isUpper(first) {
            kind = .upperCase
            takeUpperCase()
        } else if Self.isAlphabet(first) {
            kind = .alphabet
            take { Self.isAlphabet($0) && !Runes.isUpper($0) }
        } else if Runes.isNumber(first) {
            kind = .number
            take(while: Runes.isNumber)
        } else {
            kind = .other
            take {
                !(StringCases.isConnector($0) || Self.isAlphabet($0) || Runes.isNumber($0) || Runes.isPunctuation($0))
            }
        }
        return (kind, runes[start..<index])
    }

    /// "HTTPStatus" is "HTTP" and "Status": the last capital belongs to what follows.
    private mutating func takeUpperCase() {
        guard !isAtEnd else { return }
        if Runes.isUpper(runes[index]) {
            take(while: Runes.isUpper)
            if !isAtEnd, Self.isAlphabet(runes[index]) { index -= 1 }
        } else if Self.isAlphabet(runes[index]) {
            take { Self.isAlphabet($0) && !Runes.isUpper($0) }
        }
    }
}

extension StringCases {
    static func joinedWords(_ text: [UInt8], by connector: UInt32) -> [UInt8] {
        var reader = WordReader(Runes.all(text))
        var result: [UInt32] = []
        func write(_ kind: WordReader.Kind, _ word: ArraySlice<UInt32>) {
            guard kind == .upperCase || kind == .connector else {
                result += word
                return
            }
            result += word.map { isConnector($0) ? connector : Runes.toLower($0) }
        }
        func connect(before kind: WordReader.Kind) {
            if kind != .connector, kind != .punctuation, kind != .none { result.append(connector) }
        }
        /// Letters and numbers behind a number stay with it.
        func takeAttached(_ current: inout (kind: WordReader.Kind, word: ArraySlice<UInt32>)) {
            while current.kind == .alphabet || current.kind == .number {
                write(current.kind, current.word)
                current = reader.next()
            }
            connect(before: current.kind)
        }
        var current = reader.next()
        while !reader.isAtEnd {
            if current.kind != .connector { write(current.kind, current.word) }
            let last = current
            current = reader.next()
            switch last.kind {
            case .number:
                takeAttached(&current)
            case .connector:
                write(last.kind, last.word)
            case .punctuation:
                break
            default:
                if current.kind != .number {
                    if current.kind != .connector, current.kind != .punctuation { result.append(connector) }
                    break
                }
                if reader.isAtEnd { break }
                let number = current
                current = reader.next()
                if current.kind == .alphabet {
                    result.append(connector)
                    write(.number, number.word)
                    takeAttached(&current)
                } else {
                    write(.number, number.word)
                    if current.kind != .connector, current.kind != .punctuation { result.append(connector) }
                }
            }
        }
        write(current.kind, current.word)
        return Runes.encode(result)
    }
}
