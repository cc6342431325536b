import Dispatch
import HelmFunctions
import HelmTemplate
import HelmValues
import Synchronization

extension FuzzTarget {
    /// Lexer, parser, printing of what an error is about, and execution with all functions on a few values.
    static let template = FuzzTarget(
        name: "template",
        words: TemplateFuzzing.words,
        seeds: {
            try Corpus.conformance("engine/own-language.json", "template")
                + Corpus.conformance("engine/own-functions.json", "template")
                + Corpus.conformance("engine/own-fuzz.json", "template")
        },
        run: { input in
            TemplateFuzzing.thread.run { TemplateFuzzing.execute(input) }
            return nil
        })
}

enum TemplateFuzzing {
    /// As big as the stacks of HelmRender's threads.
    static let thread = BigThread(stackSize: 512 << 20)

    static let words =
        [
            "{{", "}}", "{{-", "-}}", "{{/*", "*/}}", "|", ":=", "=", "$", "$x", ".", ",", "(", ")", "'a'", "\"", "`",
            "if ", "else ", "else if ", "else with ", "with ", "range ", "range $k, $v := ", "end", "define \"a\"",
            "block \"a\" .", "template \"a\" .", "include \"a\" .", "tpl ", "break", "continue", "nil", "true", "false",
            ".Values", ".Values.m", ".Values.l", ".Values.s", ".Values.n", ".Values.nope", "$.Values", "0x1F", "1e3",
            "0b1", "0o7", "1_0", "2i", "-1", "9223372036854775807", "1e999", "<no value>", "%v", "%#v", "%[1]*d",
            "\"2006-01-02\"", "\">=1.2\"", "\"[a-z]+\"", "\\u00e9", "\\x", "\\1",
        ] + functions.names

    /// Without those that are slow by intent: making keys and stretching passwords.
    private static let functions: FunctionTable = {
        var functions = FunctionLibrary.helm
        let slow = [
            "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
            "genSignedCertWithKey", "derivePassword", "bcrypt", "htpasswd", "encryptAES", "decryptAES",
        ]
        for name in slow { functions.remove(name) }
        return functions
    }()

    private static let values: ValueMap = [
        "s": "text", "e": "", "u": "é\n\u{1F600}", "n": 3, "f": -1.5, "t": true, "z": nil,
        "l": [1, "two", 3.5, nil, ["x": 9], []], "m": ["k": "v", "a.b": ["c": [1, 2]], "n": nil],
        "y": "a: [1, &x b]\nc: *x\n", "j": "{\"a\":[1,2.5,null]}", "d": "2024-02-29T12:00:00Z", "v": "1.2.3-rc.1+b",
    ]

    private struct Enough: Error {}

    static func execute(_ text: [UInt8]) {
        var options = TemplateOptions()
        options.maximumOutput = 1 << 20
        var set = TemplateSet(functions: functions, options: options)
        guard (try? set.parse(name: "chart/templates/t.yaml", text: text)) != nil else { return }
        let data = GoMap(["Values": .map(GoMap(values, type: .values))])
        // Values that hold themselves stay on the thread for ever unless somebody cuts them.
        _ = CycleBreaking.around {
            try? set.execute("chart/templates/t.yaml", data: .map(data), environment: environment())
        }
    }

    private static func environment() -> TemplateEnvironment {
        let checks = Mutex(0)
        let begun = DispatchTime.now().uptimeNanoseconds
        return TemplateEnvironment(
            now: { (1_700_000_000, 5) },
            randomBytes: { count in (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) } },
            checkCancellation: {
                let count = checks.withLock { checks in
                    checks += 1
                    return checks
                }
                if count > 100 || DispatchTime.now().uptimeNanoseconds - begun > 2_000_000_000 { throw Enough() }
            })
    }
}
