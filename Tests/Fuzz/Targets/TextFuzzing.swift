import HelmFunctions
import HelmTemplate
import HelmValues

extension FuzzTarget {
    /// JSON in and out: what was read must survive being written and read again.
    static let json = FuzzTarget(
        name: "json",
        words: [
            "null", "true", "false", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\\"", "\\/", "1e3", "-0", "0.1",
            "1E-400",
            "1e400", "18446744073709551616", "{\"a\":", "[[", "]]", ",", ":", "\u{2028}", "<&>",
        ],
        seeds: { try Corpus.conformance("yaml/json.json", "text") },
        run: { input in
            _ = try? JSON.parse(input, numbers: .floats)
            guard let value = try? JSON.parse(input) else { return nil }
            for text in [JSON.encode(value), JSON.encodeIndented(value, indent: "  ", escapeHTML: false)] {
                guard let again = try? JSON.parse(text) else { return "wrote what cannot be read" }
                if !value.isAlike(again) { return "wrote what reads otherwise" }
            }
            return nil
        })

    /// TOML in and out, as templates reach it.
    static let toml = FuzzTarget(
        name: "toml",
        words: [
            "[a]\n", "[[a]]\n", "[a.b]\n", "a = ", "a.b = ", "\"\"\"", "'''", "0x1F", "0b1", "0o7", "1_000", "inf",
            "nan",
            "1e3", "1979-05-27T07:32:00Z", "1979-05-27", "07:32:00.5", "true", "{ a = 1 }", "[1, 2]", "\\u00e9", "\\e",
            "# ", "\r\n",
        ],
        seeds: {
            [
                "a = 1\nb = 'x'\n[t]\nc = [1, 2.5, \"y\"]\n[[l]]\nd = 1979-05-27T07:32:00Z\n[[l]]\ne = {f = true}\n",
                "\"a b\".c = \"\"\"\nx\\\n  y\"\"\"\nd = 0x1F\ne = -1_000\nf = inf\ng = '''z'''\nh = 07:32:00\n",
            ].map { Array($0.utf8) }
        },
        run: { input in
            let call = StandStill()
            guard let read = FunctionLibrary.helm["fromToml"], let write = FunctionLibrary.helm["toToml"],
                let value = try? read.body([.string(bytes: input)], call), case .map(let map) = value,
                map["Error"] == nil
            else { return nil }
            guard let text = try? write.body([value], call) else { return nil }
            guard let again = try? read.body([text], call), case .map(let second) = again else { return "no map" }
            if case .string(let error)? = second["Error"] { return "toToml wrote what cannot be read: \(error)" }
            return nil
        })

    /// `--set` and its kin, one expression after the other onto the same values.
    static let set = FuzzTarget(
        name: "set",
        words: [
            "a=", "a.b=", "[0]", "[65536]", "[-1]", "{", "}", ",", "\\,", "\\.", "null", "true", "0x1F", "1e3", "010",
            "=",
            "[0][1]", "{\"a\":1}", "[1,", "a[0].b",
        ],
        seeds: { try Corpus.conformance("values/strvals.json", "expr") },
        maximumLength: 1024,
        run: { input in
            let lines = input.split(separator: 10).prefix(8).map { String(decoding: $0, as: UTF8.self) }
            for kind in [SetParser.Kind.set, .string, .json, .literal, .file(read: { path throws(SetError) in path })] {
                var values: ValueMap = ["a": ["b": 1], "l": [1, ["k": "v"]], "s": "text"]
                for line in lines { try? SetParser.apply(line, to: &values, kind: kind) }
                if JSON.encode(.map(values)).isEmpty { return "values that cannot be written" }
            }
            return nil
        })
}

/// A run that stands still: a fixed clock, fixed bytes, no templates.
final class StandStill: CallContext {
    let environment = TemplateEnvironment(
        now: { (1_700_000_000, 5) }, randomBytes: { [UInt8](repeating: 7, count: $0) })

    func include(_ name: String, _ data: GoValue) throws -> GoValue { throw FunctionError("no templates here") }
    func tpl(_ text: String, _ data: GoValue) throws -> GoValue { throw FunctionError("no templates here") }
    func markVolatile() {}
}
