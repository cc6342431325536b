import HelmTemplate

@testable import HelmFunctions

/// A run that stands still: a fixed clock, counting "random" bytes, no templates.
final class TestCall: CallContext {
    let environment = TemplateEnvironment(
        now: { (seconds: 1_700_000_000, nanoseconds: 5) },
        randomBytes: { count in
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
    )

    func include(_ name: String, _ data: GoValue) throws -> GoValue { throw FunctionError("no templates here") }
    func tpl(_ text: String, _ data: GoValue) throws -> GoValue { throw FunctionError("no templates here") }
    func markVolatile() {}
}

/// Calls a function's body as the evaluator would, without its checks.
func call(_ name: String, _ arguments: GoValue...) throws -> GoValue {
    guard let function = FunctionLibrary.helm[name] else { throw FunctionError("function \(name) not defined") }
    return try function.body(arguments, TestCall())
}

/// The text that a call gives.
func text(_ name: String, _ arguments: GoValue...) throws -> String {
    guard let function = FunctionLibrary.helm[name] else { throw FunctionError("function \(name) not defined") }
    return try function.body(arguments, TestCall()).text
}

func list(_ values: GoValue...) -> GoValue { .list(GoList(values)) }
