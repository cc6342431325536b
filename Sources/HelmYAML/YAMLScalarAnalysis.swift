/// Which styles a string's characters allow. Go: emitterc.go, yaml_emitter_analyze_scalar.
struct YAMLScalarAnalysis {
    private(set) var hasBreaks = false
    private(set) var allowsPlain = true
    private(set) var allowsSingle = true
    private(set) var allowsBlock = true

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ dialect: YAMLDialect) {
        guard let first = bytes.first else {
            allowsBlock = false
            return
        }
        var isSpecial = false
        var hasTabs = false
        var (startsBlank, endsWithSpace, endsWithBreak) = (false, false, false)
        var (spaceAfterBreak, breakAfterSpace) = (false, false)
        var (isAfterSpace, isAfterBreak, isAfterBlank) = (false, false, true)
        var hasIndicators = bytes.count >= 3 && (bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8))

        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + YAMLCharacter.width(byte)
            let isBeforeBlank = next >= bytes.count || bytes[next] == 0x20 || bytes[next] == 0x09
            if index == 0 {
                if Self.isIndicator(first, isBeforeBlank: isBeforeBlank) { hasIndicators = true }
            } else if byte == UInt8(ascii: ":") ? isBeforeBlank : byte == UInt8(ascii: "#") && isAfterBlank {
                hasIndicators = true
            }
            let breakWidth = YAMLCharacter.breakWidth(bytes, index)
            if byte == 0x09, dialect == .v3 {
                hasTabs = true
            } else if !YAMLCharacter.isPrintable(bytes, index) {
                isSpecial = true
            }
            if byte == 0x20 {
                if index == 0 { startsBlank = true }
                if next >= bytes.count { endsWithSpace = true }
                if isAfterBreak { spaceAfterBreak = true }
                (isAfterSpace, isAfterBreak) = (true, false)
            } else if breakWidth > 0 {
                hasBreaks = true
                if index == 0 { startsBlank = true }
                if next >= bytes.count { endsWithBreak = true }
                if isAfterSpace { breakAfterSpace = true }
                (isAfterSpace, isAfterBreak) = (false, true)
            } else {
                (isAfterSpace, isAfterBreak) = (false, false)
            }
            isAfterBlank = byte == 0x20 || byte == 0x09 || byte == 0 || breakWidth > 0
            index = next
        }

        if startsBlank || endsWithSpace || endsWithBreak || hasBreaks || hasIndicators { allowsPlain = false }
        if endsWithSpace { allowsBlock = false }
        if spaceAfterBreak || breakAfterSpace || hasTabs || isSpecial {
            allowsPlain = false
            allowsSingle = false
        }
        if breakAfterSpace || isSpecial { allowsBlock = false }
    }

    private static func isIndicator(_ byte: UInt8, isBeforeBlank: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            true
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "-"): isBeforeBlank
        default: false
        }
    }
}

/// Classes of characters in UTF-8.
enum YAMLCharacter {
    static func isWord(_ byte: UInt8) -> Bool {
        (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57)
    }

    /// Whether a text is valid UTF-8 without tabs, control characters, line ends but `\n`, and byte order marks.
    static func areOrdinary(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // No way out of the loop, so that it takes many bytes at a time.
        var (controls, all): (UInt8, UInt8) = (0, 0)
        for byte in bytes {
            let (isLow, isBreak, isDelete): (UInt8, UInt8, UInt8) =
                (byte < 0x20 ? 1 : 0, byte == 0x0a ? 1 : 0, byte == 0x7f ? 1 : 0)
            controls |= isLow ^ isBreak | isDelete
            all |= byte
        }
        if controls != 0 { return false }
        if all < 0x80 { return true }
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        for index in bytes.indices {
            switch bytes[index] {
            case 0xc2: if bytes[index + 1] < 0xa0 { return false }
            case 0xe2: if bytes[index + 1] == 0x80, bytes[index + 2] & 0xfe == 0xa8 { return false }
            case 0xef:
                if bytes[index + 1] == 0xbb, bytes[index + 2] == 0xbf { return false }
                if bytes[index + 1] == 0xbf, bytes[index + 2] >= 0xbe { return false }
            default: continue
            }
        }
        return true
    }

    static func width(_ byte: UInt8) -> Int {
        if byte & 0x80 == 0 { return 1 }
        if byte & 0xe0 == 0xc0 { return 2 }
        if byte & 0xf0 == 0xe0 { return 3 }
        return 4
    }

    /// How many bytes the line break at `index` has; 0 when there is none. `\r\n` counts as two breaks.
    static func breakWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        switch bytes[index] {
        case 0x0a, 0x0d: return 1
        case 0xc2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
        case 0xe2:
            return index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xfe == 0xa8 ? 3 : 0
        default: return 0
        }
    }

    /// Go: yamlprivateh.go, is_printable. Characters beyond U+FFFF, tabs and U+FEFF are not.
    static func isPrintable(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let byte = bytes[index]
        if byte < 0x80 { return byte == 0x0a || (byte >= 0x20 && byte <= 0x7e) }
        func follow(_ place: Int) -> UInt8 { index + place < bytes.count ? bytes[index + place] : 0 }
        switch byte {
        case 0xc2: return follow(1) >= 0xa0
        case 0xc3..<0xed, 0xee: return true
        case 0xed: return follow(1) < 0xa0
        case 0xef:
            return !(follow(1) == 0xbb && follow(2) == 0xbf) && !(follow(1) == 0xbf && follow(2) >= 0xbe)
        default: return false
        }
    }

    static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt32 {
        let byte = UInt32(bytes[index])
        let count = width(bytes[index])
        var value = count == 1 ? byte : byte & (0x7f >> UInt32(count))
        for place in 1..<max(count, 1) where index + place < bytes.count {
            value = value << 6 | UInt32(bytes[index + place] & 0x3f)
        }
        return value
    }

    /// `-` without a line break at the end, nothing with one, `+` with more.
    static func chomping(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
        var last = bytes.count - 1
        while last > 0, bytes[last] & 0xc0 == 0x80 { last -= 1 }
        if breakWidth(bytes, last) == 0 { return UInt8(ascii: "-") }
        if last == 0 { return UInt8(ascii: "+") }
        last -= 1
        while last > 0, bytes[last] & 0xc0 == 0x80 { last -= 1 }
        return breakWidth(bytes, last) > 0 ? UInt8(ascii: "+") : nil
    }
}
