/// Go's view of a text: code points, where each byte that is not UTF-8 counts as one U+FFFD.
enum Runes {
    static let replacement: UInt32 = 0xFFFD

    /// The code point at `index` and its length in bytes; an invalid byte gives U+FFFD with length 1.
    static func decode(_ bytes: [UInt8], at index: Int) -> (rune: UInt32, width: Int) {
        let first = bytes[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let (count, lowest, initial): (Int, UInt32, UInt32)
        switch first {
        case 0xC2...0xDF: (count, lowest, initial) = (2, 0x80, UInt32(first & 0x1F))
        case 0xE0...0xEF: (count, lowest, initial) = (3, 0x800, UInt32(first & 0x0F))
        case 0xF0...0xF4: (count, lowest, initial) = (4, 0x10000, UInt32(first & 0x07))
        default: return (replacement, 1)
        }
        guard index + count <= bytes.count else { return (replacement, 1) }
        var rune = initial
        for offset in 1..<count {
            let byte = bytes[index + offset]
            if byte & 0xC0 != 0x80 { return (replacement, 1) }
            rune = rune << 6 | UInt32(byte & 0x3F)
        }
        if rune < lowest || rune > 0x10FFFF || (0xD800...0xDFFF).contains(rune) { return (replacement, 1) }
        return (rune, count)
    }

    static func all(_ bytes: [UInt8]) -> [UInt32] {
        var runes: [UInt32] = []
        runes.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (rune, width) = decode(bytes, at: index)
            runes.append(rune)
            index += width
        }
        return runes
    }

    static func encode(_ rune: UInt32, to bytes: inout [UInt8]) {
        let scalar = Unicode.Scalar(rune) ?? "\u{FFFD}"
        if rune < 0x80 { bytes.append(UInt8(rune)) } else { bytes.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
    }

    static func encode(_ runes: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(runes.count)
        for rune in runes { encode(rune, to: &bytes) }
        return bytes
    }

    /// Every code point through `transform`, as Go's `strings.Map`.
    static func map(_ bytes: [UInt8], _ transform: (UInt32) -> UInt32) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (rune, width) = decode(bytes, at: index)
            encode(transform(rune), to: &result)
            index += width
        }
        return result
    }

    static func isSpace(_ rune: UInt32) -> Bool {
        switch rune {
        case 9...13, 32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    static func isUpper(_ rune: UInt32) -> Bool { category(rune) == .uppercaseLetter }
    static func isLower(_ rune: UInt32) -> Bool { category(rune) == .lowercaseLetter }
    static func isTitle(_ rune: UInt32) -> Bool { category(rune) == .titlecaseLetter }

    static func isLetter(_ rune: UInt32) -> Bool {
        switch category(rune) {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    static func isDigit(_ rune: UInt32) -> Bool { category(rune) == .decimalNumber }

    static func isNumber(_ rune: UInt32) -> Bool {
        switch category(rune) {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    static func isPunctuation(_ rune: UInt32) -> Bool {
        switch category(rune) {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    /// Whether Go's `%q` writes the code point as it is.
    static func isPrintable(_ rune: UInt32) -> Bool {
        if rune < 0x7F { return rune >= 0x20 }
        switch category(rune) {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }

    static func toUpper(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return (97...122).contains(rune) ? rune - 32 : rune }
        guard let properties = Unicode.Scalar(rune)?.properties else { return rune }
        // Go knows only mappings to one code point. Where the full mapping has more, Greek letters with iota still have
        // a simple one, the same as their title case.
        return single(properties.uppercaseMapping) ?? single(properties.titlecaseMapping) ?? rune
    }

    static func toTitle(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return toUpper(rune) }
        guard let properties = Unicode.Scalar(rune)?.properties else { return rune }
        return single(properties.titlecaseMapping) ?? rune
    }

    static func toLower(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return (65...90).contains(rune) ? rune + 32 : rune }
        if rune == 0x130 { return 0x69 }
        guard let properties = Unicode.Scalar(rune)?.properties else { return rune }
        return single(properties.lowercaseMapping) ?? rune
    }

    private static func category(_ rune: UInt32) -> Unicode.GeneralCategory? {
        Unicode.Scalar(rune)?.properties.generalCategory
    }

    private static func single(_ mapping: String) -> UInt32? {
        let scalars = mapping.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return nil }
        return first.value
    }
}
