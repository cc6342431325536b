import HelmValues
import Testing

@Suite struct JSONTests {
    /// Everything that real Helm's `fromJson` makes of the recorded texts.
    @Test func readsAsGo() throws {
        for item in try Conformance.cases("yaml/json.json") {
            let text = try #require(item.text("text"))
            do {
                let value = try JSON.parse(text, numbers: .floats)
                if case .map = value {
                } else if !value.isNull {
                    #expect(JSONError.mismatch(value, goType: "map[string]interface {}").message == item.text("error"))
                    continue
                }
                #expect(value.json == item.text("json"), "\(text.prefix(80))")
            } catch {
                #expect(error.message == item.text("error"), "\(text.prefix(80))")
                if let json = item.text("json"), var partial = error.partial {
                    partial["Error"] = .string(error.message)
                    #expect(partial.json == json)
                }
            }
        }
    }

    @Test func keepsIntegersApart() throws {
        let value = try JSON.parse(#"[1, 1.0, 9223372036854775807, 9223372036854775808, -0, 1e2]"#)
        #expect(value == [1, 1.0, .int(.max), .float(9_223_372_036_854_775_808), 0, 100.0])
        #expect(try JSON.parse("[1]", numbers: .floats) == [1.0])
    }

    @Test func tellsOffsets() {
        #expect(throws: JSONError.self) { try JSON.parse("{\"a\": x}") }
        do {
            _ = try JSON.parse("{\"a\": x}")
        } catch {
            #expect(error.offset == 7)
            #expect(error.code == .syntax)
        }
    }

    @Test func replacesBadUTF8ByteByByte() throws {
        let bytes: [UInt8] = [0x22, 0x61, 0xff, 0xe2, 0x82, 0x62, 0x22]
        #expect(try JSON.parse(bytes) == .string("a\u{fffd}\u{fffd}\u{fffd}b"))
    }

    @Test func readsAPrefix() throws {
        let (value, end) = try JSON.parsePrefix(Array(#"{"a": [1]} rest"#.utf8)[...])
        #expect(value == ["a": [1]])
        #expect(end == 10)
    }

    @Test func indentsAsGo() {
        let value: Value = ["b": [1, [], [:], ["x": nil]], "a": "<&>"]
        let text = String(decoding: JSON.encodeIndented(value, indent: "  "), as: UTF8.self)
        #expect(
            text == """
                {
                  "a": "\\u003c\\u0026\\u003e",
                  "b": [
                    1,
                    [],
                    {},
                    {
                      "x": null
                    }
                  ]
                }
                """)
    }

    @Test func writesFieldsInTheirOrder() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("z")
        writer.int(1)
        writer.key("a")
        writer.beginArray()
        writer.string("x\"\u{2028}")
        writer.float(1e21)
        writer.bool(true)
        writer.null()
        writer.base64([1, 2, 3, 4])
        writer.raw(Array("{}".utf8))
        writer.endArray()
        writer.key("e")
        writer.value([:])
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"z":1,"a":["x\"\u2028",1e+21,true,null,"AQIDBA==",{}],"e":{}}"#)
    }

    @Test func refusesInfinities() {
        #expect(throws: JSONError.self) { try JSON.checkedEncode([.float(.infinity)]) }
        #expect(String(decoding: JSON.encode([.float(.nan)]), as: UTF8.self) == "[null]")
    }

    /// Depth, size and truncation must end in an error, whatever the thread's stack.
    @Test func boundsHostileTexts() throws {
        let deep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        #expect(try JSON.encode(JSON.parse(deep)).count == 2_000)
        for count in [1_001, 1_000_000] {
            #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[", count: count)) }
            #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "{\"a\":", count: count)) }
        }
        #expect(throws: JSONError.self) {
            try JSON.parse("1" + String(repeating: "0", count: 1_000_000), numbers: .floats)
        }
        #expect(try JSON.parse("0." + String(repeating: "1", count: 100_000)) == .float(1.0 / 9))
        let whole = Array(#"{"a":["é\u00e9\ud83d\ude00",-1.5e+3,true,null]}"#.utf8)
        for end in 0..<whole.count { #expect(throws: JSONError.self) { try JSON.parse(Array(whole[..<end])) } }
    }
}
