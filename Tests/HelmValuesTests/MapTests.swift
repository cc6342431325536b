import HelmValues
import Testing

@Suite struct MapTests {
    @Test func staysSorted() {
        var map = ValueMap(pairs: [("b", 1), ("a", 2), ("b", 3), ("é", 4), ("Z", 5)])
        #expect(map.keys == ["Z", "a", "b", "é"])
        #expect(map["b"] == 3)
        map["aa"] = 6
        map["b"] = .none
        #expect(map.keys == ["Z", "a", "aa", "é"])
    }

    @Test func changesInPlace() {
        var map: ByteOrderedMap<[Int]> = ["a": [1], "b": [2], "c": [3]]
        map["b"]?.append(4)
        #expect(map["b"] == [2, 4])
        #expect(map.keys == ["a", "b", "c"])
        func clear(_ list: inout [Int]?) { list = nil }
        clear(&map["a"])
        #expect(map.keys == ["b", "c"])
        clear(&map["nope"])
        func fill(_ list: inout [Int]?) { list = [9] }
        fill(&map["bb"])
        #expect(map.keys == ["b", "bb", "c"])
        clear(&map["c"])
        #expect(map.keys == ["b", "bb"])
        #expect(map.exchange("b", []) == [2, 4])
        #expect(map.exchange("x", []) == nil)
    }

    /// Two spellings of "é" are two keys, as in Go.
    @Test func comparesBytes() {
        let map = ValueMap(pairs: [("e\u{301}", 1), ("\u{e9}", 2)])
        #expect(map.count == 2)
    }

    @Test func coalescesTables() {
        let defaults: ValueMap = ["a": 1, "m": ["x": 1, "y": 2], "t": ["k": 1], "s": "text", "n": nil, "gone": 1]
        let overrides: ValueMap = ["a": 2, "m": ["y": nil, "z": nil], "t": "no", "s": ["k": 1], "n": nil, "gone": nil]
        var warnings: [String] = []
        let result = Coalescing.tables(overrides, onto: defaults, prefix: "c") { warnings.append($0) }
        #expect(result == ["a": 2, "m": ["x": 1, "z": nil], "t": "no", "s": ["k": 1], "n": nil])
        #expect(
            warnings == [
                "warning: destination for c.s is a table. Ignoring non-table value (text)",
                "warning: cannot overwrite table with non table for c.t (map[k:1])",
            ])
        let kept = Coalescing.tables(overrides, onto: defaults, nulls: .keep)
        #expect(kept["gone"] == .null)
        #expect(kept["m"] == ["x": 1, "y": nil, "z": nil])
        #expect(Coalescing.withoutNulls(["a": nil, "b": ["c": nil, "d": [nil]]]) == ["b": ["d": [nil]]])
    }

    /// As deep as JSON and YAML may be, on the stack of an ordinary thread.
    @Test func walksDeepValues() throws {
        let count = 990
        let text = String(repeating: "{\"a\":", count: count) + "1" + String(repeating: "}", count: count)
        let left = try #require(try JSON.parse(text).mapValue)
        let right = try #require(try JSON.parse(text).mapValue)
        #expect(left == right)
        #expect(Coalescing.mergeMaps(left, right) == left)
        #expect(Coalescing.tables(left, onto: right) == left)
        #expect(Coalescing.withoutNulls(left) == left)
        #expect(GoPrinted.text(.map(left)).count > count)
        #expect(JSON.encodeIndented(.map(left), indent: "").count > count)
    }
}
