import HelmValues
import KubeSchema
import Testing

/// Whatever stands in a patch, making and applying it ends with a result or an error.
@Suite struct PatchMutationTests {
    /// A small generator with a fixed seed, so that a failure comes again.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) ^ state << 11
        }
    }

    private static let odd: [Value] = [
        .null, true, 0, -1, .int(.max), .float(.infinity), "", "delete", "merge", "replace", [], [:], [[]], [.null],
        ["$patch": "delete"], ["$patch": "replace"], ["$patch": 1], ["$retainKeys": ["a"]], ["$retainKeys": "a"],
        ["$setElementOrder/containers": [["name": "web"]]], ["$setElementOrder": []],
        ["$deleteFromPrimitiveList/finalizers": ["a"]], [["name": "web"], "mixed"], [["name": ["x"]]],
    ]

    private func mutated(_ value: Value, _ dice: inout Dice) -> Value {
        if Int.random(in: 0..<12, using: &dice) == 0 { return Self.odd.randomElement(using: &dice) ?? .null }
        switch value {
        case .map(let map):
            var pairs: [(key: String, value: Value)] = []
            for entry in map {
                switch Int.random(in: 0..<30, using: &dice) {
                case 0: continue
                case 1: pairs.append(("$setElementOrder/" + entry.key, entry.value))
                case 2: pairs.append(("$deleteFromPrimitiveList/" + entry.key, entry.value))
                case 3: pairs.append(("$patch", .string("delete")))
                default: pairs.append((entry.key, mutated(entry.value, &dice)))
                }
            }
            return .map(ValueMap(pairs: pairs))
        case .list(let list):
            var result = list.map { mutated($0, &dice) }
            if Int.random(in: 0..<6, using: &dice) == 0, let extra = result.randomElement(using: &dice) {
                result.append(extra)
            }
            if Int.random(in: 0..<6, using: &dice) == 0 { result.shuffle(using: &dice) }
            return .list(result)
        default:
            return value
        }
    }

    @Test(arguments: 0..<20)
    func endsWithAResultOrAnError(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed + 1))
        var results = 0
        for recorded in RecordedPatch.all {
            guard let type = recorded.type else { continue }
            let original = mutated(recorded.value("original"), &dice)
            let modified = mutated(recorded.value("modified"), &dice)
            let current = mutated(recorded.value("current"), &dice)
            let patch = mutated(recorded.value("patch"), &dice)
            if let made = try? StrategicMergePatch.create(
                original: original, modified: modified, current: current, type: type)
            {
                results += 1
                _ = try? StrategicMergePatch.apply(made, to: current, type: type)
            }
            _ = try? StrategicMergePatch.apply(patch, to: current, type: type)
            _ = try? JSONMergePatch.apply(patch, to: current)
            _ = try? JSONPatch.apply(.list([patch, ["op": "add", "path": "/spec/x", "value": patch]]), to: current)
        }
        #expect(results > 0)
    }
}
