import Foundation
import HelmTemplate
import HelmValues
import Synchronization
import Testing

/// Templates with random mistakes in them: whatever comes out, nothing crashes and nothing hangs.
@Suite(.timeLimit(.minutes(3)))
struct MutationTests {
    private static let snippets = [
        "{{", "}}", "{{-", "-}}", "(", ")", "|", " ", "\"", "`", "'", "$x", ".", ":=", "=", "range", "end", "else",
        "if",
        "with", "define \"a\"", "template \"a\" .", "include \"a\" .", "tpl", "break", "nil", "-1", "0x", "1e99", "2i",
        "%", "%[9]*.*d", "\u{0}", "\u{FFFD}", "é", "/*", "*/", "\n", "\\", "1000000000000", "printf \"%99999d\" 1",
    ]

    @Test(arguments: 0..<4)
    func mutatedTemplatesEndInATextOrAnError(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let templates = try Self.templates()
        #expect(templates.count > 250)
        for template in templates {
            for _ in 0..<6 {
                let text = Self.mutated(template, &random)
                let result = Self.run(text)
                if case .failure(let error) = result { #expect(!error.message.isEmpty) }
            }
        }
    }

    private static func templates() throws -> [String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Conformance/engine/own-language.json")
        let json = try JSON.parse(Array(Data(contentsOf: file)))
        return (json.listValue ?? []).compactMap { $0["template"]?.stringValue }
    }

    private static func mutated(_ template: String, _ random: inout SplitMix) -> [UInt8] {
        var bytes = Array(template.utf8)
        for _ in 0...(random.next() % 4) {
            let place = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
            switch random.next() % 4 {
            case 0: if !bytes.isEmpty { bytes.remove(at: place) }
            case 1: if !bytes.isEmpty { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
            case 2: bytes.insert(contentsOf: bytes.suffix(from: place).prefix(20), at: place)
            default:
                let snippet = snippets[Int(random.next() % UInt64(snippets.count))]
                bytes.insert(contentsOf: snippet.utf8, at: place)
            }
        }
        return bytes
    }

    private static func run(_ text: [UInt8]) -> Result<Int, TemplateError> {
        onThread(stackSize: 4 << 20) {
            struct Enough: Error {}
            let calls = Mutex(0)
            var options = TemplateOptions()
            options.maximumOutput = 1 << 20
            do throws(TemplateError) {
                var set = TemplateSet(functions: .withIncludes, options: options)
                try set.parse(name: "t.yaml", text: text)
                let environment = TemplateEnvironment(
                    now: { (0, 0) }, randomBytes: { [UInt8](repeating: 0, count: $0) },
                    checkCancellation: {
                        let count = calls.withLock { calls in
                            calls += 1
                            return calls
                        }
                        if count > 500 { throw Enough() }
                    })
                let values: ValueMap = ["s": "text", "l": [1, "two", 3.5, ["x": 9]], "m": ["k": "v", "n": nil]]
                let data = GoMap(["Values": .map(GoMap(values, type: .values))])
                return .success(try set.execute("t.yaml", data: .map(data), environment: environment).count)
            } catch {
                return .failure(error)
            }
        }
    }
}

/// A small generator, so that a failing seed fails again.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
