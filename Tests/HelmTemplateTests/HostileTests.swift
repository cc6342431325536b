import HelmTemplate
import HelmValues
import Synchronization
import Testing

/// Templates that want the server's stack, memory or time. Each must end in an error or in a result, never in a crash.
@Suite("Hostile templates", .timeLimit(.minutes(2)))
struct HostileTests {
    @Test("include of itself ends at Helm's bound")
    func includesItself() {
        let result = execute(#"{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}"#)
        #expect(
            result.message.hasSuffix(
                "error calling include: rendering template has a nested reference name: a: unable to execute template"))
    }

    @Test("includes of each other end before the stack does", arguments: [512 << 10, 8 << 20, 512 << 20])
    func includesOfEachOther(stackSize: Int) {
        var text = ""
        for number in 0..<300 {
            text +=
                "{{ define \"t\(number)\" }}{{ if true }}{{ include \"t\((number + 1) % 300)\" (list .) }}{{ end }}{{ end }}"
        }
        let result = execute(text + "{{ include \"t0\" . }}", stackSize: stackSize)
        #expect(result.code == .execution)
    }

    @Test("template of itself ends", arguments: [512 << 10, 512 << 20])
    func templateOfItself(stackSize: Int) {
        let result = execute(
            #"{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}"#, stackSize: stackSize)
        #expect(result.message.hasSuffix("exceeded maximum template depth (100000)"))
    }

    @Test("tpl of itself ends", arguments: [512 << 10, 32 << 20])
    func tplOfItself(stackSize: Int) {
        let result = execute(
            #"{{ tpl .t . }}"#, data: .map(GoMap(["t": .string("{{ tpl .t . }}")])), stackSize: stackSize)
        #expect(result.code == .execution)
    }

    @Test(
        "Deep nesting is refused by the parser",
        arguments: ["(", "{{ if true }}", "{{ range . }}", "{{ with 1 }}{{ else }}"])
    func deepNesting(opening: String) {
        let many = String(repeating: opening, count: 200_000)
        let result = execute(opening == "(" ? "{{ \(many)" : many, stackSize: 8 << 20)
        #expect(result.code == .parse)
        #expect(result.message.hasSuffix("max expression depth exceeded"))
    }

    @Test("Long chains of else if are refused, not recursed into")
    func elseIfChain() {
        let many = String(repeating: "{{ else if false }}", count: 100_000)
        #expect(execute("{{ if false }}\(many){{ end }}", stackSize: 8 << 20).code == .parse)
    }

    @Test("A value nested deeper than the stack is freed")
    func deepValues() {
        let text =
            "{{ $x := list }}{{ range 300000 }}{{ $x = list $x }}{{ end }}{{ $m := 1 }}"
            + "{{ range 200000 }}{{ $m = dict \"a\" $m }}{{ end }}done"
        #expect(execute(text, stackSize: 1 << 20).text == "done")
    }

    @Test("A map that holds itself prints as an error")
    func cyclicMap() {
        let result = execute(#"{{ $m := dict "a" 1 }}{{ $_ := set $m "m" $m }}{{ $m }}"#, stackSize: 16 << 20)
        #expect(result.message.hasSuffix("the value is too large to print"))
        let printed = execute(
            #"{{ $m := dict "a" 1 }}{{ $_ := set $m "m" $m }}{{ printf "%v" $m }}"#, stackSize: 16 << 20)
        #expect(printed.message.hasSuffix("error calling printf: the value is too large to print"))
    }

    @Test("A value that doubles at every step prints as an error")
    func doublingValue() {
        let result = execute("{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}")
        #expect(result.message.hasSuffix("the value is too large to print"))
    }

    @Test("A text that doubles at every step is refused")
    func doublingText() {
        let result = execute(#"{{ $x := "ab" }}{{ range 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}{{ len $x }}"#)
        #expect(result.message.hasSuffix("the value is too large to print"))
    }

    @Test("Wide formats are bounded as in Go")
    func wideFormats() {
        #expect(execute(#"{{ len (printf "%10000000d" 1) }}"#).text == "10000000")
        #expect(execute(#"{{ printf "%100000000d" 1 }}"#).text == "%!(NOVERB)%!(EXTRA int=1)")
    }

    @Test("Output stops at its bound")
    func largeOutput() {
        var options = TemplateOptions()
        options.maximumOutput = 1 << 20
        let result = execute("{{ range 100000000 }}0123456789{{ end }}", options: options)
        #expect(result.code == .outputTooLarge)
        let included = execute(
            #"{{ define "a" }}{{ range 100000000 }}0123456789{{ end }}{{ end }}{{ include "a" . }}"#, options: options)
        #expect(included.code == .outputTooLarge)
    }

    @Test("A run can be cancelled, however deep it is")
    func cancellation() {
        struct Stop: Error {}
        let calls = Mutex(0)
        let result = execute(
            #"{{ define "a" }}{{ range 1000000000 }}{{ end }}{{ end }}{{ tpl "{{ include \"a\" . }}" . }}"#,
            checkCancellation: {
                let count = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                if count > 100 { throw Stop() }
            })
        #expect(result.code == .cancelled)
    }

    @Test(
        "Broken text is a parse error",
        arguments: [
            "{{", "{{ ", "{{ . ", "{{ \"", "{{ `", "{{ '", "{{/*", "{{ /* */ }}", "{{ 0x", "{{ 1e }}",
            "{{ . . | }} {{ end }}",
            "{{ $", "{{ $x }}", "{{ .a.", "{{ ( }}", "{{ ) }}", "{{ end }}", "{{ else }}", "{{ define }}",
            "{{ block }}",
            "{{ template }}", "{{ range }}", "{{ break }}", "{{ nofunc }}", "{{ \u{0} }}", "{{ é! }}",
            "{{ \"\\xzz\" }}",
            "{{ '\\' }}", "{{ 1_ }}", "{{ if . }}", "{{ define \"a\" }}", "{{ with $x := }}{{ end }}", "{{ $x = }}",
        ])
    func brokenText(text: String) {
        #expect(execute(text).code == .parse)
    }
}

/// Values that refer to themselves must not outlive their render.
@Suite struct CycleTests {
    private final class Witness: GoObject {
        let goType = "witness"
        let goKind = "struct"
        let printed = "witness"
    }

    @Test func mapsInCyclesAreFreed() {
        weak var witness: Witness?
        CycleBreaking.around {
            let object = Witness()
            witness = object
            let root = GoMap(["w": .object(object)])
            let values = GoMap(["job": .map(GoMap([:]))])
            root["Values"] = .map(values)
            if case .map(let job)? = values["job"] { job["root"] = .map(root) }
        }
        #expect(witness == nil)
    }
}
