internal import HelmTemplate

/// Upper, lower and title case, and the spellings that names take in programs.
enum StringCases {
    static let family: FunctionFamily = [
        "upper": .text { Runes.map($0, Runes.toUpper) },
        "lower": .text { Runes.map($0, Runes.toLower) },
        "title": .text(titled),
        "untitle": .text(untitled),
        "swapcase": .text(swapped),
        "camelcase": .text(camelCased),
        "snakecase": .text { joinedWords($0, by: UInt32(UInt8(ascii: "_"))) },
        "kebabcase": .text { joinedWords($0, by: UInt32(UInt8(ascii: "-"))) },
    ]

    /// Go's `strings.Title`.
    private static func titled(_ text: [UInt8]) -> [UInt8] {
        var previous: UInt32 = 32
        return Runes.map(text) { rune in
            defer { previous = rune }
            return isSeparator(previous) ? Runes.toTitle(rune) : rune
        }
    }

    private static func isSeparator(_ rune: UInt32) -> Bool {
        if rune < 0x80 {
            return !(Runes.isDigit(rune) || rune == 95 || (65...90).contains(rune) || (97...122).contains(rune))
        }
        return !Runes.isLetter(rune) && !Runes.isDigit(rune) && Runes.isSpace(rune)
    }

    private static func untitled(_ text: [UInt8]) -> [UInt8] {
        var atStart = true
        return Runes.map(text) { rune in
            if Runes.isSpace(rune) {
                atStart = true
                return rune
            }
            defer { atStart = false }
            return atStart ? Runes.toLower(rune) : rune
        }
    }

    private static func swapped(_ text: [UInt8]) -> [UInt8] {
        var afterSpace = true
        return Runes.map(text) { rune in
            if Runes.isUpper(rune) || Runes.isTitle(rune) {
                afterSpace = false
                return Runes.toLower(rune)
            }
            if Runes.isLower(rune) {
                defer { afterSpace = false }
                return afterSpace ? Runes.toTitle(rune) : Runes.toUpper(rune)
            }
            afterSpace = Runes.isSpace(rune)
            return rune
        }
    }

    static func isConnector(_ rune: UInt32) -> Bool { rune == 45 || rune == 95 || Runes.isSpace(rune) }

    /// xstrings: ToPascalCase. Connectors in front stay, and so does all but the last of several in a row.
    private static func camelCased(_ text: [UInt8]) -> [UInt8] {
        let runes = Runes.all(text)
        guard let first = runes.firstIndex(where: { !isConnector($0) }) else {
            return runes.isEmpty ? [] : Runes.encode(runes + runes.suffix(1))
        }
        var result = Array(runes[..<first])
        var inUpperRun = Runes.isUpper(runes[first])
        var current = Runes.toUpper(runes[first])
        for rune in runes[(first + 1)...] {
            let previous = current
            current = rune
            if isConnector(previous) {
                if isConnector(current) {
                    result.append(previous)
                } else {
                    inUpperRun = Runes.isUpper(current)
                    current = Runes.toUpper(current)
                }
                continue
            }
            if inUpperRun {
                if Runes.isUpper(current) { current = Runes.toLower(current) } else { inUpperRun = false }
            }
            result.append(previous)
        }
        result.append(current)
        return Runes.encode(result)
    }
}
