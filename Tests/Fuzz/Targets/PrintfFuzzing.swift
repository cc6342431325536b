import HelmFunctions
import HelmTemplate
import HelmValues

extension FuzzTarget {
    /// Formats with operands of every kind. The first line is the format, every byte behind it picks an operand.
    static let printf = FuzzTarget(
        name: "printf",
        words: [
            "%v", "%+v", "%#v", "%T", "%t", "%d", "%b", "%o", "%O", "%x", "%X", "%# x", "%U", "%#U", "%c", "%q", "%#q",
            "%+q", "%e", "%f", "%g", "%G", "%s", "%p", "%%", "%[1]", "%[2]*", "%*.*", "%-10", "%+08.3", "% d",
            "%999999",
            "%.1000000", "%[0]d", "%[99999999999]", "%!", "%w", "%\u{e9}",
        ],
        seeds: {
            PrintfFuzzing.formats.enumerated().map { index, format in
                Array(format.utf8) + [10] + (0..<6).map { UInt8(truncatingIfNeeded: index &* 7 &+ $0 &* 3) }
            }
        },
        maximumLength: 512,
        run: PrintfFuzzing.finding)
}

enum PrintfFuzzing {
    static let formats = [
        "%v|%v|%v|%v|%v|%v", "%+v %#v", "%s %q %x", "%8.3f|%-8d|%08d", "%[2]d %[1]v", "%*.*f", "% x %#X", "%c %U %#U",
        "%T %p %t",
        "%e %g %G %b", "%!d(x) %", "%[3]*.[2]*[1]f", "%o %O %#o", "%+q %#q", "%z %w", "%-+ #0v",
    ]

    /// A few values of each kind that a template can have.
    static let operands: @Sendable () -> [GoValue] = {
        let map = GoMap(["b": .list(GoList([.none, .int(1)])), "a": .float(1e21)])
        return [
            .none, .bool(true), .bool(false), .int(0), .int(-7), .int(.min), .int(.max), .int64(42), .int64(.min),
            .float(0), .float(-0.0), .float(1.5), .float(1e21), .float(.leastNonzeroMagnitude), .float(.infinity),
            .float(-.infinity),
            .float(.nan), .float(123_456_789), .string(""), .string("text"), .string("é\n\"`\u{1F600}\u{7f}"),
            .string(bytes: [0x61, 0xff, 0xc3]), .list(GoList([])), .list(GoList([], isNil: true)),
            .list(GoList([.int(1), .string("a"), .none])), .list(GoList([.string("x")], elementType: .string)),
            .list(GoList([.int(1), .int(2)], elementType: .int)), .map(GoMap()), .map(map),
            .map(GoMap(["k": "v", "n": nil], type: .values)), .map(GoMap([:], isNil: true)),
            .int(3), .int(10), .int(1_000_001), .int(-3), .int(0x10FFFF), .int(0xD800), .int(0x1F600),
        ]
    }

    private static let maximumLength = 48 << 20

    static func finding(_ input: [UInt8]) -> String? {
        let end = input.firstIndex(of: 10) ?? input.count
        let all = operands()
        let chosen = input[min(end + 1, input.count)...].prefix(12).map { all[Int($0) % all.count] }
        let text = GoPrint.sprintf(Array(input[..<end]), chosen)
        let count = GoPrint.printedBytes(text).count
        return count > maximumLength ? "the result has \(count) bytes" : nil
    }
}
