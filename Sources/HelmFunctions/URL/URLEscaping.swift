internal import HelmTemplate

/// Percent escapes by the part of the URL that they stand in. Go: url.go, shouldEscape.
enum URLEscaping {
    enum Part {
        case path, userPassword, host, zone, fragment
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    static func needsEscape(_ byte: UInt8, _ part: Part) -> Bool {
        if isAlphanumeric(byte) { return false }
        let character = Character(Unicode.Scalar(byte))
        if part == .host || part == .zone, "!$&'()*+,;=:[]<>\"".contains(character) { return false }
        switch character {
        case "-", "_", ".", "~": return false
        case "$", "&", "+", ",", "/", ":", ";", "=", "?", "@":
            switch part {
            case .path: return character == "?"
            case .userPassword: return "@/?:".contains(character)
            case .fragment: return false
            case .host, .zone: return true
            }
        default: return !(part == .fragment && "!()*".contains(character))
        }
    }

    static func mayStandInUserInfo(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || (byte < 128 && "-._:~!$&'()*+,;=%@".contains(Character(Unicode.Scalar(byte))))
    }

    static func escape(_ bytes: [UInt8], _ part: Part) -> [UInt8] {
        guard bytes.contains(where: { needsEscape($0, part) }) else { return bytes }
        let digits = Array("0123456789ABCDEF".utf8)
        return bytes.flatMap { byte in
            needsEscape(byte, part)
                ? [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    static func unescape(_ bytes: [UInt8], _ part: Part) throws(FunctionError) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                let escape = bytes[index..<min(bytes.count, index + 3)]
                guard escape.count == 3, let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
                else { throw invalid(escape) }
                let value = high << 4 | low
                let isPercent = value == UInt8(ascii: "%")
                if part == .host, high < 8, !isPercent { throw invalid(escape) }
                if part == .zone, !isPercent, value != 32, needsEscape(value, .host) { throw invalid(escape) }
                result.append(value)
                index += 3
                continue
            }
            if part == .host || part == .zone, byte < 128, needsEscape(byte, part) {
                let shown = String(decoding: Quoting.quoted([byte]), as: UTF8.self)
                throw FunctionError("invalid character \(shown) in host name")
            }
            result.append(byte)
            index += 1
        }
        return result
    }

    private static func invalid(_ escape: ArraySlice<UInt8>) -> FunctionError {
        FunctionError("invalid URL escape \(String(decoding: Quoting.quoted(Array(escape)), as: UTF8.self))")
    }
}
