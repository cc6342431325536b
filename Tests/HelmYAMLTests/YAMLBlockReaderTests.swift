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
