import HelmTemplate
import HelmValues
import Testing

@testable import HelmFunctions

/// Every function with every unpleasant argument that its signature lets through: it may fail, never trap or hang.
@Suite struct SweepTests {
    /// Functions that take their time by design, or that run templates.
    private static let slow: Set<String> = [
        "bcrypt", "htpasswd", "derivePassword", "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert",
        "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey",
    ]

    private static var integers: [GoValue] { [0, 1, -1, 7, .max, .min].map { .int($0) } }

    private static var texts: [GoValue] {
        [
            .string(""), .string("a"), .string("Hello, wörld 日本 😀\n\t x"), .string("((("), .string("-1.5e400"),
            .string("a = [1, {b = 2}]\n[c]\nd = 1979-05-27"), .string("http://u:p@[::1%25x]:80/p?q#f"),
            .string("2006-01-02"),
            .invalidUTF8([0xFF, 0x41, 0xE2, 0x82]),
        ]
    }

    private static func cyclic() -> GoValue {
        let map = GoMap(["leaf": .int(1)] as ByteOrderedMap<GoValue>)
        map["list"] = .list(GoList([.none, .float(.nan), .string("x")]))
        return .map(map)
    }

    private static func anything() -> [GoValue] {
        integers + texts + [
            .none, .bool(true), .int64(.min), .float(.nan), .float(-.infinity), .float(1e300), .float(2.5),
            .list(GoList([])), .list(GoList([], isNil: true)), list(.int(3), .string("b"), .none, .list(GoList([]))),
            .list(GoList([.string("b"), .string("a")], elementType: .string)),
            .list(GoList([.int(104), .int(300)], elementType: .uint8)),
            .map(GoMap([:] as ByteOrderedMap<GoValue>)), .map(GoMap([:] as ByteOrderedMap<GoValue>, isNil: true)),
            cyclic(), .object(TimeObject(.zero)), .object(DurationObject(GoDuration(nanoseconds: .min))),
            .object(TypedList([list(.int(1))], "[][]interface {}")),
        ]
    }

    private static func candidates(_ type: ParameterType) -> [GoValue] {
        switch type {
        case .any, .reflected: anything()
        case .bool: [.bool(true), .bool(false)]
        case .string: texts
        case .int: integers
        case .int32, .int64, .uint32: [.int64(0), .int64(.max), .int64(.min), .int64(-1)]
        case .float: [.float(0), .float(.nan), .float(-1e308)]
        case .list: [.list(GoList([], isNil: true)), list(.string("x"), .int(1))]
        case .strings: [.list(GoList([.string("x")], elementType: .string))]
        case .map: [.map(GoMap([:] as ByteOrderedMap<GoValue>, isNil: true)), cyclic()]
        case .bytes: [.list(GoList([.int(1)], elementType: .uint8))]
        case .object(let name):
            name.description == "time.Time"
                ? [.object(TimeObject(.zero)), .object(TimeObject(GoTime(seconds: .max, nanoseconds: 1, zone: .utc)))]
                : []
        }
    }

    @Test(arguments: FunctionLibrary.families.flatMap(\.keys).sorted().filter { !slow.contains($0) })
    func survives(_ name: String) throws {
        let function = try #require(FunctionLibrary.helm[name])
        var types = function.parameters
        if let variadic = function.variadic { types += [variadic, variadic] }
        // All combinations where they are few, else each argument once beside the first candidates of the others.
        let choices = types.map(Self.candidates)
        var calls: [[GoValue]] = [[]]
        for choice in choices {
            guard calls.count * choice.count <= 1500 else {
                calls = choice.indices.map { index in
                    (calls[index % calls.count]) + [choice[index]]
                }
                continue
            }
            calls = calls.flatMap { call in choice.map { call + [$0] } }
        }
        if function.variadic != nil { calls += [Array((calls.first ?? []).prefix(function.parameters.count))] }
        for arguments in calls where arguments.count >= function.parameters.count {
            _ = try? function.body(arguments, TestCall())
        }
    }

    @Test func methodsOfTimesSurvive() throws {
        let times = [Int64.min, .min + 1, -1, 0, .max - 1, .max].flatMap { seconds in
            [GoZone.utc, .named("America/New_York"), .fixed("x", -86_399)].map {
                GoTime(seconds: seconds, nanoseconds: 999_999_999, zone: $0)
            }
        }
        let durations: [GoValue] = [.int(0), .int(.max), .int(.min), .int64(1)]
        for time in times {
            for part in TimeMethods.parts.values { _ = part(time) }
            _ = time.formatted(GoTime.rfc3339)
            for name in ["Add", "Truncate", "Round"] {
                for duration in durations { _ = try TimeMethods.calls[name]?.body(time, [duration]) }
            }
            for years in [Int.min, -1, .max] {
                _ = try TimeMethods.calls["AddDate"]?.body(time, [.int(years), .int(years), .int(years)])
            }
            for other in times { _ = try TimeMethods.calls["Sub"]?.body(time, [.object(TimeObject(other))]) }
        }
    }

    @Test func everyFunctionOfSprigAndHelmIsThere() {
        let names = Set(FunctionLibrary.families.flatMap(\.keys))
        #expect(names.count == FunctionLibrary.families.reduce(0) { $0 + $1.count }, "no name in two families")
        #expect(FunctionLibrary.helm["env"] == nil)
        #expect(FunctionLibrary.helm["expandenv"] == nil)
        #expect(FunctionLibrary.helm["lookup"] == nil)
    }
}
