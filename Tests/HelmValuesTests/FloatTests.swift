import HelmValues
import Testing

@Suite struct FloatTests {
    static let forms: [(String, GoFormat.FloatForm, Int?)] = [
        ("%v", .general, nil), ("%.3g", .general, 3), ("%.17g", .general, 17), ("%e", .exponent, 6),
        ("%.3e", .exponent, 3), ("%f", .decimal, 6), ("%.0f", .decimal, 0), ("%.3f", .decimal, 3),
        ("%.25f", .decimal, 25),
    ]

    @Test func printsAsGo() throws {
        for item in try Conformance.cases("yaml/floats.json") {
            let text = try #require(item.text("float"))
            let value = try GoNumber.float(text)
            for (format, form, precision) in Self.forms {
                #expect(
                    GoFormat.float(value, form: form, precision: precision) == item["printed"]?.text(format),
                    "\(format) of \(text)")
            }
            #expect(Value.float(value).json == item.text("json"))
        }
    }

    @Test(arguments: [
        "", "-", ".", "1.", ".1", "1e", "1e5", "0x1p3", "0x1", "inf", "-Inf", "nan", "+nan", "1_0", " 1", "1 ",
    ])
    func takesWhatGoTakes(_ text: String) {
        let isNumber = ["1.", ".1", "1e5", "0x1p3", "inf", "-Inf", "nan"].contains(text)
        #expect(((try? GoNumber.float(text)) != nil) == isNumber)
    }

    @Test func integersByBase() throws {
        #expect(try GoNumber.int("0x1F", base: 0) == 31)
        #expect(try GoNumber.int("010", base: 0) == 8)
        #expect(try GoNumber.int("0b101", base: 0) == 5)
        #expect(try GoNumber.int("1_000", base: 0) == 1000)
        #expect(try GoNumber.int("-9223372036854775808") == Int64.min)
        #expect(throws: GoNumber.Failure.range) { try GoNumber.int("9223372036854775808") }
        #expect(throws: GoNumber.Failure.syntax) { try GoNumber.int("08", base: 0) }
        #expect(throws: GoNumber.Failure.syntax) { try GoNumber.int("1_000") }
        #expect(throws: GoNumber.Failure.syntax) { try GoNumber.int("1__0", base: 0) }
        #expect(throws: GoNumber.Failure.syntax) { try GoNumber.int("_1", base: 0) }
    }
}
