/// One run of `fmt.Sprintf`. (Go: fmt/print.go, doPrintf)
struct Sprintf {
    private var printer = Printer()
    private let format: [UInt8]
    private let operands: [GoValue]
    private var index = 0
    private var operand = 0
    private var isReordered = false
    /// False once the explicit operand index of the verb turned out wrong.
    private var isGoodIndex = true
    /// The previous item was an index like `[3]`.
    private var isAfterIndex = false

    static func run(_ format: [UInt8], _ operands: [GoValue]) -> Printer {
        var run = Sprintf(format: format, operands: operands)
        run.printAll()
        return run.printer
    }

    private init(format: [UInt8], operands: [GoValue]) {
        self.format = format
        self.operands = operands
    }

    private var current: UInt8? { index < format.count ? format[index] : nil }

    private mutating func printAll() {
        while index < format.count {
            let start = index
            while let byte = current, byte != UInt8(ascii: "%") { index += 1 }
            printer.output.append(contentsOf: format[start..<index])
            guard index < format.count else { break }
            index += 1
            isGoodIndex = true
            isAfterIndex = false
            printer.flags = FormatFlags()
            readFlags()
            readWidth()
            readPrecision()
            if !isAfterIndex { readIndex() }
            guard index < format.count else {
                printer.write("%!(NOVERB)")
                break
            }
            printVerb()
        }
        if !isReordered, operand < operands.count { reportExtra() }
    }

    private mutating func readFlags() {
        while let byte = current {
            switch byte {
            case UInt8(ascii: "#"): printer.flags.sharp = true
            case UInt8(ascii: "0"): printer.flags.zero = true
            case UInt8(ascii: "+"): printer.flags.plus = true
            case UInt8(ascii: "-"): printer.flags.minus = true
            case UInt8(ascii: " "): printer.flags.space = true
            default:
                readIndex()
                return
            }
            index += 1
        }
    }

    private mutating func readWidth() {
        if current == UInt8(ascii: "*") {
            index += 1
            printer.flags.width = takeInteger()
            guard let width = printer.flags.width else {
                printer.write("%!(BADWIDTH)")
                isAfterIndex = false
                return
            }
            if width < 0 {
                printer.flags.width = -width
                printer.flags.minus = true
                printer.flags.zero = false
            }
            isAfterIndex = false
        } else {
            printer.flags.width = readNumber()
            if isAfterIndex, printer.flags.width != nil { isGoodIndex = false }
        }
    }

    private mutating func readPrecision() {
        // A point at the very end is taken for the verb.
        guard current == UInt8(ascii: "."), index + 1 < format.count else { return }
        index += 1
        if isAfterIndex { isGoodIndex = false }
        readIndex()
        if current == UInt8(ascii: "*") {
            index += 1
            let precision = takeInteger()
            printer.flags.precision = precision.flatMap { $0 < 0 ? nil : $0 }
            if printer.flags.precision == nil { printer.write("%!(BADPREC)") }
            isAfterIndex = false
        } else {
            printer.flags.precision = readNumber() ?? 0
        }
    }

    /// A decimal number; nil where there is none or it is out of all bounds.
    private mutating func readNumber() -> Int? {
        let (number, next) = Self.number(in: format, from: index, to: format.count)
        index = next
        return number
    }

    private static func number(in bytes: [UInt8], from start: Int, to end: Int) -> (number: Int?, next: Int) {
        var (number, index) = (0, start)
        while index < end, (48...57).contains(bytes[index]) {
            if number > 1_000_000 { return (nil, end) }
            number = number * 10 + Int(bytes[index] - 48)
            index += 1
        }
        return (index == start ? nil : number, index)
    }

    /// A width or precision taken from the operands.
    private mutating func takeInteger() -> Int? {
        guard operand < operands.count else { return nil }
        let value = operands[operand]
        operand += 1
        let number: Int? =
            switch value {
            case .int(let int): int
            case .int64(let int): Int(int)
            case .object(let object):
                switch object.shape {
                case .integer(let int): Int(int)
                case .unsigned(let int): Int(exactly: int)
                default: nil
                }
            default: nil
            }
        guard let number, number.magnitude <= 1_000_000 else { return nil }
        return number
    }

    /// An explicit operand index, `[n]`. (Go: fmt/print.go, argNumber and parseArgNumber)
    private mutating func readIndex() {
        isAfterIndex = false
        guard current == UInt8(ascii: "[") else { return }
        isReordered = true
        guard format.count - index >= 3, let close = format[(index + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
            isGoodIndex = false
            index += 1
            return
        }
        let (number, next) = Self.number(in: format, from: index + 1, to: close)
        index = close + 1
        guard let number, next == close else {
            isGoodIndex = false
            return
        }
        isAfterIndex = true
        if (1...max(operands.count, 1)).contains(number), !operands.isEmpty {
            operand = number - 1
        } else {
            isGoodIndex = false
        }
    }

    private mutating func printVerb() {
        let (verb, length, _) = GoText.decode(format, at: index)
        index += length
        if verb == "%" {
            printer.write(UInt8(ascii: "%"))
        } else if !isGoodIndex {
            report(verb, "(BADINDEX)")
        } else if operand >= operands.count {
            report(verb, "(MISSING)")
        } else {
            if verb == "v" || verb == "w" {
                printer.flags.sharpV = printer.flags.sharp
                printer.flags.sharp = false
                printer.flags.plusV = printer.flags.plus
                printer.flags.plus = false
            }
            printer.printOperand(operands[operand], verb)
            operand += 1
        }
    }

    private mutating func report(_ verb: Unicode.Scalar, _ text: StaticString) {
        printer.write("%!")
        printer.write(verb)
        printer.write(text)
    }

    private mutating func reportExtra() {
        printer.flags = FormatFlags()
        printer.write("%!(EXTRA ")
        for (place, value) in operands[operand...].enumerated() {
            if place > 0 { printer.write(", ") }
            if case .none = value {
                printer.write("<nil>")
            } else {
                printer.write(TypeName.of(value))
                printer.write(UInt8(ascii: "="))
                printer.printOperand(value, "v")
            }
        }
        printer.write(UInt8(ascii: ")"))
    }
}
