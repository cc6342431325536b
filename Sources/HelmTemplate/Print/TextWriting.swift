extension Printer {
    /// Writes bytes, filled up to the width. (Go: fmt/format.go, pad)
    mutating func pad(_ bytes: [UInt8]) {
        guard let width = flags.width, width > 0 else {
            output.append(contentsOf: bytes)
            return
        }
        let missing = max(0, width - GoText.runeCount(bytes))
        if flags.minus {
            output.append(contentsOf: bytes)
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: missing))
        } else {
            output.append(contentsOf: repeatElement(flags.filler, count: missing))
            output.append(contentsOf: bytes)
        }
    }

    mutating func pad(_ text: String) {
        if flags.width == nil { write(text) } else { pad(Array(text.utf8)) }
    }

    /// As ``pad(_:)-([UInt8])`` but never with zeros.
    mutating func padWithSpaces(_ bytes: [UInt8]) {
        let zero = flags.zero
        flags.zero = false
        pad(bytes)
        flags.zero = zero
    }

    /// The text cut to the precision, counted in characters.
    func truncated(_ bytes: [UInt8]) -> [UInt8] {
        guard let precision = flags.precision else { return bytes }
        var (index, left) = (0, precision)
        while index < bytes.count, left > 0 {
            index += GoText.decode(bytes, at: index).length
            left -= 1
        }
        return index >= bytes.count ? bytes : Array(bytes[..<index])
    }

    /// `%q` of a string. (Go: fmt/format.go, fmtQ)
    mutating func writeQuoted(_ bytes: [UInt8]) {
        let text = truncated(bytes)
        if flags.sharp, GoText.canBackquote(text) {
            pad([UInt8(ascii: "`")] + text + [UInt8(ascii: "`")])
        } else {
            pad(GoText.quoted(text, isASCII: flags.plus))
        }
    }

    /// `%x` of a string or of bytes. (Go: fmt/format.go, fmtSbx)
    mutating func writeHex(_ bytes: [UInt8], digits: [UInt8]) {
        let shown = flags.precision.map { bytes.prefix($0) } ?? bytes[...]
        guard !shown.isEmpty else {
            if let width = flags.width { output.append(contentsOf: repeatElement(flags.filler, count: width)) }
            return
        }
        var text: [UInt8] = []
        let prefix = [UInt8(ascii: "0"), digits[16]]
        if flags.sharp { text += prefix }
        for (index, byte) in shown.enumerated() {
            if flags.space, index > 0 {
                text.append(UInt8(ascii: " "))
                if flags.sharp { text += prefix }
            }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        pad(text)
    }
}
