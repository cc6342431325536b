internal import HelmValues

enum Digits {
    static let lower = Array("0123456789abcdefx".utf8)
    static let upper = Array("0123456789ABCDEFX".utf8)
}

extension Printer {
    /// Writes an integer. (Go: fmt/format.go, fmtInteger)
    mutating func writeInteger(
        _ bits: UInt64, base: UInt64, isSigned: Bool, _ verb: Unicode.Scalar, digits: [UInt8] = Digits.lower
    ) {
        let isNegative = isSigned && Int64(bitPattern: bits) < 0
        if base == 10, flags.width == nil, flags.precision == nil, !flags.plus, !flags.space {
            if isNegative || bits <= UInt64(Int64.max) {
                GoFormat.appendInteger(Int64(bitPattern: bits), to: &output)
                return
            }
        }
        var magnitude = isNegative ? 0 &- bits : bits
        var minimumDigits = 0
        if let precision = flags.precision {
            minimumDigits = precision
            if precision == 0, magnitude == 0 {
                output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: flags.width ?? 0))
                return
            }
        } else if flags.zero, !flags.minus, let width = flags.width {
            minimumDigits = width
            if isNegative || flags.plus || flags.space { minimumDigits -= 1 }
        }
        var reversed: [UInt8] = []
        repeat {
            reversed.append(digits[Int(magnitude % base)])
            magnitude /= base
        } while magnitude > 0
        while reversed.count < minimumDigits { reversed.append(UInt8(ascii: "0")) }
        if flags.sharp { appendPrefix(base: base, digits: digits, to: &reversed) }
        if verb == "O" { reversed.append(contentsOf: "o0".utf8) }
        if isNegative {
            reversed.append(UInt8(ascii: "-"))
        } else if flags.plus {
            reversed.append(UInt8(ascii: "+"))
        } else if flags.space {
            reversed.append(UInt8(ascii: " "))
        }
        padWithSpaces(reversed.reversed())
    }

    private func appendPrefix(base: UInt64, digits: [UInt8], to reversed: inout [UInt8]) {
        switch base {
        case 2: reversed.append(contentsOf: "b0".utf8)
        case 8: if reversed.last != UInt8(ascii: "0") { reversed.append(UInt8(ascii: "0")) }
        case 16: reversed.append(contentsOf: [digits[16], UInt8(ascii: "0")])
        default: break
        }
    }

    /// Writes a number in hexadecimal. (Go: fmt/print.go, fmt0x64)
    mutating func writeHexadecimal(_ number: UInt64, leading0x: Bool) {
        let sharp = flags.sharp
        flags.sharp = leading0x
        writeInteger(number, base: 16, isSigned: false, "v")
        flags.sharp = sharp
    }

    /// `U+0078`, with `#` also the character. (Go: fmt/format.go, fmtUnicode)
    mutating func writeUnicode(_ number: UInt64) {
        var digits = Array(String(number, radix: 16, uppercase: true).utf8)
        let minimum = max(4, flags.precision ?? 4)
        if digits.count < minimum {
            digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: minimum - digits.count), at: 0)
        }
        var text = Array("U+".utf8) + digits
        if flags.sharp, number <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(number)), GoText.isPrintable(scalar) {
            text += Array(" '".utf8) + GoText.encoded(rune: number) + [UInt8(ascii: "'")]
        }
        padWithSpaces(text)
    }

    /// Writes a float. (Go: fmt/format.go, fmtFloat)
    mutating func writeFloat(_ float: Double, _ verb: Unicode.Scalar, precision defaultPrecision: Int?) {
        let precision = flags.precision ?? defaultPrecision
        var number = FloatText.text(float, verb, precision: precision)
        if number.first != UInt8(ascii: "-"), number.first != UInt8(ascii: "+") {
            number.insert(UInt8(ascii: "+"), at: 0)
        }
        if flags.space, number[0] == UInt8(ascii: "+"), !flags.plus { number[0] = UInt8(ascii: " ") }
        if !float.isFinite {
            if float.isNaN, !flags.space, !flags.plus { number.removeFirst() }
            if float.isInfinite, number[0] == UInt8(ascii: "+"), !flags.plus { number = Array("+Inf".utf8) }
            padWithSpaces(number)
            return
        }
        if flags.sharp, verb != "b" { FloatText.forcePoint(&number, verb, precision: precision) }
        if flags.plus || number[0] != UInt8(ascii: "+") {
            if flags.zero, !flags.minus, let width = flags.width, width > number.count {
                output.append(number[0])
                output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width - number.count))
                output.append(contentsOf: number.dropFirst())
                return
            }
            pad(number)
            return
        }
        number.removeFirst()
        pad(number)
    }
}
