import HelmTemplate
import HelmValues
import Testing

@testable import HelmFunctions

/// Absurd sizes are refused with a clear error before any memory is taken.
@Suite struct BoundsTests {
    static let mega = String(repeating: "ab", count: 1 << 20)

    private static func hostileCalls() -> [(String, [GoValue])] {
        [
            ("repeat", [.int(.max), .string("ab")]), ("repeat", [.int(1 << 40), .string("x")]),
            ("indent", [.int(1 << 40), .string("x")]), ("nindent", [.int(.max), .string("a\nb")]),
            ("until", [.int(.max)]), ("until", [.int(.min)]), ("untilStep", [.int(.min), .int(.max), .int(1)]),
            ("seq", [.int(.max)]), ("seq", [.int(.min), .int(1), .int(.max)]),
            ("randAlpha", [.int(.max)]), ("randAlphaNum", [.int(1 << 30)]), ("randBytes", [.int(.max)]),
            ("replace", [.string(""), .string(mega), .string(mega)]),
            ("regexReplaceAll", [.string("a"), .string(mega), .string(mega)]),
            ("wrapWith", [.int(1), .string(mega), .string(mega)]),
            ("join", [.string(mega), .list(GoList([GoValue](repeating: .string(""), count: 1000)))]),
        ]
    }

    @Test(arguments: hostileCalls().indices)
    func isRefused(_ index: Int) throws {
        let (name, arguments) = Self.hostileCalls()[index]
        let function = try #require(FunctionLibrary.helm[name])
        #expect(throws: FunctionError.self, "\(name)") { _ = try function.body(arguments, TestCall()) }
    }

    @Test func listsDoNotGrowWithoutBound() throws {
        let half = GoValue.list(GoList([GoValue](repeating: .int(1), count: Limits.listElements / 2 + 1)))
        #expect(throws: FunctionError.self) { _ = try call("concat", half, half) }
    }

    @Test func longListsOfScalarsCostNoSquare() throws {
        let values = (0..<200_000).map { GoValue.string("item \($0 % 100_000)") }
        guard case .list(let unique) = try call("uniq", .list(GoList(values))) else { throw FunctionError("no list") }
        #expect(unique.elements.count == 100_000)
    }

    @Test func cyclesEnd() throws {
        let map = GoMap([:] as ByteOrderedMap<GoValue>)
        map["self"] = .map(map)
        defer { map["self"] = nil }
        #expect(throws: FunctionError.self) { _ = try call("deepCopy", .map(map)) }
        #expect(throws: FunctionError.self) { _ = try call("mustToJson", .map(map)) }
        #expect(throws: FunctionError.self) { _ = try call("mustToToml", .map(map)) }
        #expect(throws: FunctionError.self) { _ = try call("toYamlPretty", .map(map)) }
    }

    @Test func deepTOMLIsRefused() throws {
        let nested = String(repeating: "[", count: 100_000)
        guard case .map(let map) = try call("fromToml", .string("a = " + nested)) else {
            throw FunctionError("no map")
        }
        #expect(map["Error"]?.text.contains("exceeds maximum") == true)
        let keys = String(repeating: "a.", count: 100_000) + "b = 1"
        guard case .map(let dotted) = try call("fromToml", .string(keys)) else { throw FunctionError("no map") }
        #expect(dotted["Error"]?.text.contains("exceeds maximum") == true)
    }
}
