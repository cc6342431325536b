internal import Glibc
internal import HelmTemplate
internal import HelmValues

/// Conversions and arithmetic. Sprig: numeric.go, with the conversions of spf13/cast.
enum Numbers {
    static let family: FunctionFamily = [
        "atoi": TemplateFunction([.string]) { arguments, _ in .int(Int(clamped(arguments[0].bytes, base: 10))) },
        "int": TemplateFunction([.any]) { arguments, _ in .int(toInt(arguments[0])) },
        "int64": TemplateFunction([.any]) { arguments, _ in .int64(toInt64(arguments[0])) },
        "float64": TemplateFunction([.any]) { arguments, _ in .float(toFloat(arguments[0])) },
        "toDecimal": TemplateFunction([.any]) { arguments, _ in
            .int64((try? GoNumber.int(Printing.printed(arguments[0]), base: 8)) ?? 0)
        },
        "add1": TemplateFunction([.any]) { arguments, _ in .int64(toInt64(arguments[0]) &+ 1) },
        "add": TemplateFunction([], variadic: .any) { arguments, _ in
            .int64(arguments.reduce(0) { $0 &+ toInt64($1) })
        },
        "sub": TemplateFunction([.any, .any]) { arguments, _ in
            .int64(toInt64(arguments[0]) &- toInt64(arguments[1]))
        },
        "mul": TemplateFunction([.any], variadic: .any) { arguments, _ in
            .int64(arguments.reduce(1) { $0 &* toInt64($1) })
        },
        "div": TemplateFunction([.any, .any]) { arguments, _ in
            .int64(toInt64(arguments[0]).dividedReportingOverflow(by: try divisor(arguments[1])).partialValue)
        },
        "mod": TemplateFunction([.any, .any]) { arguments, _ in
            .int64(toInt64(arguments[0]).remainderReportingOverflow(dividingBy: try divisor(arguments[1])).partialValue)
        },
        "max": extreme { $0 > $1 }, "biggest": extreme { $0 > $1 },
        "min": extreme { $0 < $1 },
        "maxf": floatExtreme { $0 > $1 ? $0 : $1 },
        "minf": floatExtreme { $0 < $1 ? $0 : $1 },
        "floor": TemplateFunction([.any]) { arguments, _ in .float(toFloat(arguments[0]).rounded(.down)) },
        "ceil": TemplateFunction([.any]) { arguments, _ in .float(toFloat(arguments[0]).rounded(.up)) },
        "round": TemplateFunction([.any, .int], variadic: .float) { arguments, _ in
            let limit = arguments.count > 2 ? arguments[2].number : 0.5
            return .float(rounded(toFloat(arguments[0]), arguments[1].integer, up: limit))
        },
        "addf": decimal([], startingAt: 0, BigDecimal.adding),
        "add1f": TemplateFunction([.any]) { arguments, _ in
            .float(try BigDecimal(toFloat(arguments[0])).adding(BigDecimal(1)).double)
        },
        "subf": decimal([.any], BigDecimal.subtracting),
        "mulf": decimal([.any], BigDecimal.multiplied),
        "divf": decimal([.any], BigDecimal.divided),
        "randInt": TemplateFunction([.int, .int]) { arguments, call in
            let (low, high) = (arguments[0].integer, arguments[1].integer)
            guard high &- low > 0 else { throw FunctionError.panic("invalid argument to Intn") }
            return .int(low &+ Randomness(call.environment).below(high &- low))
        },
    ]

    // MARK: Conversions

    static func toInt(_ value: GoValue) -> Int { Int(toInt64(value)) }

    /// cast: ToInt64. What cannot be converted is 0.
    static func toInt64(_ value: GoValue) -> Int64 {
        switch value {
        case .int(let value): return Int64(value)
        case .int64(let value): return value
        case .float(let value): return truncated(value)
        case .bool(let value): return value ? 1 : 0
        case .string, .invalidUTF8:
            return (try? GoNumber.int(withoutZeroFraction(value.bytes), base: 0)) ?? 0
        case .object(let object):
            switch numericShape(object) {
            case .integer(let value): return value
            case .unsigned(let value): return Int64(truncatingIfNeeded: value)
            case .float(let value): return truncated(value)
            default: return 0
            }
        case .none, .list, .map: return 0
        }
    }

    /// cast: ToFloat64.
    static func toFloat(_ value: GoValue) -> Double {
        switch value {
        case .int(let value): return Double(value)
        case .int64(let value): return Double(value)
        case .float(let value): return value
        case .bool(let value): return value ? 1 : 0
        case .string(let text): return (try? GoNumber.float(withoutUnderscores(text))) ?? 0
        case .object(let object):
            switch numericShape(object) {
            case .integer(let value): return Double(value)
            case .unsigned(let value): return Double(value)
            case .float(let value): return value
            default: return 0
            }
        case .none, .invalidUTF8, .list, .map: return 0
        }
    }

    /// cast knows Go's own number types, months and weekdays, but no other named type.
    private static func numericShape(_ object: any GoObject) -> GoShape {
        let type = object.goType
        guard type == object.goKind || type == "time.Month" || type == "time.Weekday" else { return .opaque }
        if case .stringer(let under) = object.shape { return under }
        return object.shape
    }

    /// As amd64 converts: what does not fit becomes the lowest integer.
    private static func truncated(_ value: Double) -> Int64 { Int64(exactly: value.rounded(.towardZero)) ?? .min }

    /// "5.00" without its fraction; any other text as it is.
    private static func withoutZeroFraction(_ text: [UInt8]) -> [UInt8] {
        let zeros = text.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        let point = text.count - zeros - 1
        guard zeros > 0, point >= 0, text[point] == UInt8(ascii: ".") else { return text }
        return Array(text[..<point])
    }

    /// Go takes underscores between the digits of a float; misplaced ones stay and fail.
    private static func withoutUnderscores(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        let bytes = Array(text.utf8)
        let isHex = text.lowercased().hasPrefix("0x")
        func isDigit(_ index: Int) -> Bool {
            guard bytes.indices.contains(index) else { return false }
            let byte = bytes[index]
            return TOMLScanner.isDigit(UInt32(byte)) || (isHex && TOMLScanner.isHex(UInt32(byte)))
        }
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard isDigit(index - 1) || (isHex && index == 2), isDigit(index + 1) else { return text }
        }
        return String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    }

    /// Go's `strconv.ParseInt` with its error ignored: 0, or the nearest number that fits.
    static func clamped(_ text: [UInt8], base: Int) -> Int64 {
        do {
            return try GoNumber.int(text, base: base)
        } catch .range {
            return text.first == UInt8(ascii: "-") ? .min : .max
        } catch {
            return 0
        }
    }

    // MARK: Arithmetic

    private static func divisor(_ value: GoValue) throws -> Int64 {
        let divisor = toInt64(value)
        if divisor == 0 { throw FunctionError.panic("runtime error: integer divide by zero") }
        return divisor
    }

    private static func extreme(_ isBetter: @escaping @Sendable (Int64, Int64) -> Bool) -> TemplateFunction {
        TemplateFunction([.any], variadic: .any) { arguments, _ in
            let values = arguments.map(toInt64)
            return .int64(values.dropFirst().reduce(values[0]) { isBetter($1, $0) ? $1 : $0 })
        }
    }

    private static func floatExtreme(_ better: @escaping @Sendable (Double, Double) -> Double) -> TemplateFunction {
        TemplateFunction([.any], variadic: .any) { arguments, _ in
            let values = arguments.map(toFloat)
            let result = values.dropFirst().reduce(values[0]) { best, next in
                best.isNaN || next.isNaN ? .nan : better(best, next)
            }
            return .float(result)
        }
    }

    private static func rounded(_ value: Double, _ places: Int, up limit: Double) -> Double {
        let power = pow(10, Double(places))
        let shifted = power * value
        let fraction = shifted.isInfinite ? .nan : shifted - shifted.rounded(.towardZero)
        return shifted.rounded(fraction >= limit ? .up : .down) / power
    }

    private static func decimal(
        _ parameters: [ParameterType], startingAt start: Double? = nil,
        _ operation: @escaping @Sendable (BigDecimal) -> (BigDecimal) throws -> BigDecimal
    ) -> TemplateFunction {
        TemplateFunction(parameters, variadic: .any) { arguments, _ in
            var values = arguments.map(toFloat)
            if let start { values.insert(start, at: 0) }
            var result = try BigDecimal(values[0])
            for value in values.dropFirst() { result = try operation(result)(BigDecimal(value)) }
            return .float(result.double)
        }
    }
}
