import HelmValues
import Testing

@testable import HelmYAML

/// The quick reader may give up, but never disagree with libyaml.
@Suite struct YAMLBlockReaderTests {
    /// Quick, and slow only where quick has an answer.
    static func compare(_ text: [UInt8]) -> (isQuick: Bool, agrees: Bool) {
        text.withUnsafeBufferPointer { buffer in
            guard let quick = YAMLBlockReader.read(buffer, numbers: .integersKept) else { return (false, true) }
            let slow = try? YAMLComposer.composeByEvents(buffer, numbers: .integersKept)
            return (true, slow.map { $0 == quick } ?? false)
        }
    }

    static let pieces: [[UInt8]] = [
        "\n", " ", "  ", ":", ": ", "- ", "-", "? ", "{", "}", "[", "]", ",", "\"", "'", "|", "|-\n", "|+\n", ">",
        "&a ", "*a",
        "!!str ", "#", " #", "---\n", "...\n", "\\", "\\n", "1", "a", "0x1F", "~", "<<: ", "yes", "é", "%", "@", "\n\n",
        "\n  ", "\n    ", "a: b\n", "a:\n", "- a\n", "- a: b\n", ": |\n", "[a, b]", "{a: b}", "''", "\"\"", "null",
        ".inf",
    ].map { Array($0.utf8) }

    @Test(.timeLimit(.minutes(2)))
    func agreesWithLibYAML() throws {
        var texts = try Conformance.cases("yaml/read.json").map { Array(($0.text("text") ?? "").utf8) }
        texts += try Conformance.cases("values/yaml.json").map { Array(($0.text("yaml") ?? "").utf8) }
        texts += try Conformance.cases("yaml/read.json").map { Array(($0.text("yaml") ?? "").utf8) }
        var quick = 0
        for text in texts {
            let (isQuick, agrees) = Self.compare(text)
            if isQuick { quick += 1 }
            #expect(agrees, "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
        #expect(quick * 2 > texts.count, "the quick reader takes only \(quick) of \(texts.count)")

        var random = SplitMix(state: 42)
        let short = texts.filter { $0.count < 300 }
        for _ in 0..<30_000 {
            var text = short[Int(random.next(UInt64(short.count)))]
            for _ in 0...random.next(3) {
                let place = Int(random.next(UInt64(text.count + 1)))
                let end = min(text.count, place + Int(random.next(4)))
                text.replaceSubrange(place..<end, with: Self.pieces[Int(random.next(UInt64(Self.pieces.count)))])
            }
            #expect(Self.compare(text).agrees, "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }
}

/// Reading only some keys gives what reading all of them gives there, and is refused alike.
@Suite struct YAMLSelectionTests {
    private static let selection = YAMLSelection([
        "a": nil, "kind": nil, "metadata": YAMLSelection(["name": nil, "annotations": nil]),
    ])

    private static let documents: [[UInt8]] = [
        "apiVersion: v1\nKind: ConfigMap\nkind: Secret\nmetadata:\n  Name: x\n  labels: {a: b}\n  annotations:\n    \"h/k\": \"y\"\n",
        "kind: List\nmetadata:\n- name: x\nitems:\n- a: 'it''s'\n  b: |-\n    text\n\n    more\n  c: [1, {d: \"e\\n\"}]\n",
        "data:\n  k: |\n    - a: b\nmetadata: {name: x, other: y}\n\u{212a}ind: kelvin\n",
    ].map { Array($0.utf8) }

    /// What of the value the selection names.
    private static func selected(_ value: Value, _ keys: [String: [String]?]) -> Value {
        guard case .map(let map) = value else { return value }
        return .map(
            ValueMap(
                entries: map.compactMap { entry in
                    let isASCII = entry.key.utf8.allSatisfy { $0 < 0x80 }
                    guard let inner = keys[entry.key.lowercased()] else { return isASCII ? nil : entry }
                    guard isASCII, let inner else { return entry }
                    let wanted = Dictionary(uniqueKeysWithValues: inner.map { ($0, [String]?.none) })
                    return .init(key: entry.key, value: selected(entry.value, wanted))
                }))
    }

    private static func agrees(_ text: [UInt8]) -> Bool {
        text.withUnsafeBufferPointer { buffer in
            let whole = YAMLBlockReader.read(buffer, numbers: .integersKept)
            let part = YAMLBlockReader.read(buffer, numbers: .integersKept, selection: selection)
            let keys: [String: [String]?] = ["a": nil, "kind": nil, "metadata": ["name", "annotations"]]
            // What stands in braces is kept whole.
            return part.map { selected($0, keys) } == whole.map { selected($0, keys) }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func agreesWithTheWholeReading() throws {
        var texts = Self.documents
        texts += try Conformance.cases("yaml/read.json").map { Array(($0.text("text") ?? "").utf8) }
        texts += try Conformance.cases("values/yaml.json").map { Array(($0.text("yaml") ?? "").utf8) }
        for text in texts { #expect(Self.agrees(text), "\(String(decoding: text, as: UTF8.self).debugDescription)") }

        var random = SplitMix(state: 7)
        let short = texts.filter { $0.count < 300 }
        for round in 0..<30_000 {
            var text = round % 2 == 0 ? Self.documents[round / 2 % 3] : short[Int(random.next(UInt64(short.count)))]
            for _ in 0...random.next(3) {
                let place = Int(random.next(UInt64(text.count + 1)))
                let end = min(text.count, place + Int(random.next(4)))
                let pieces = YAMLBlockReaderTests.pieces
                text.replaceSubrange(place..<end, with: pieces[Int(random.next(UInt64(pieces.count)))])
            }
            #expect(Self.agrees(text), "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }

    @Test func leavesOutWhatIsNotWanted() throws {
        let text = Self.documents[0]
        let value = try YAML.parse(text[...], numbers: .integersKept, selection: Self.selection)
        #expect(value["apiVersion"] == nil)
        #expect(value["metadata"]?["labels"] == nil)
        #expect(value["metadata"]?["annotations"] == ["h/k": "y"])
        #expect(value["metadata"]?["Name"] == "x")
    }
}

/// A small generator, so that the texts are the same every time.
struct SplitMix {
    var state: UInt64

    mutating func next(_ bound: UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return (value ^ (value >> 31)) % bound
    }
}
