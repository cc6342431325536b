import Foundation
import HelmTemplate
import HelmValues
import Testing

/// Executes `text` with `data` as a chart's file would be, on a thread with a render thread's stack.
func execute(
    _ text: String, data: GoValue = .none, functions: FunctionTable = .withIncludes,
    options: TemplateOptions = TemplateOptions(), stackSize: Int = 512 << 20,
    checkCancellation: @escaping @Sendable () throws -> Void = {}
) -> Result<String, TemplateError> {
    let input = Unchecked(value: data)
    return onThread(stackSize: stackSize) {
        do throws(TemplateError) {
            var set = TemplateSet(functions: functions, options: options)
            try set.parse(name: "t.yaml", text: Array(text.utf8))
            let environment = TemplateEnvironment(
                now: { (0, 0) }, randomBytes: { [UInt8](repeating: 0, count: $0) }, checkCancellation: checkCancellation
            )
            let bytes = try set.execute("t.yaml", data: input.value, environment: environment)
            return .success(String(decoding: bytes, as: UTF8.self))
        } catch {
            return .failure(error)
        }
    }
}

/// Holds a value while it is handed to the one thread that uses it.
struct Unchecked<Value>: @unchecked Sendable {
    // Invariant: the maker hands it over and touches it no more until the thread has ended.
    var value: Value
}

/// What a thread leaves.
private final class ThreadResult<Value>: @unchecked Sendable {
    // Invariant: written before the semaphore is signalled, read after it was waited for.
    var result: Value?
}

func onThread<Result>(stackSize: Int, _ body: @escaping @Sendable () -> Result) -> Result {
    let box = ThreadResult<Result>()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
        box.result = body()
        done.signal()
    }
    thread.stackSize = stackSize
    thread.start()
    done.wait()
    guard let result = box.result else { preconditionFailure("the thread left no result") }
    return result
}

extension FunctionTable {
    /// Go's functions with `include`, `tpl` and the few others that these tests need.
    static var withIncludes: FunctionTable {
        var table = FunctionTable()
        table.register([
            "include": TemplateFunction([.string, .any]) { arguments, call in
                try call.include(GoPrint.printed(arguments[0]), arguments[1])
            },
            "tpl": TemplateFunction([.string, .any]) { arguments, call in
                try call.tpl(GoPrint.printed(arguments[0]), arguments[1])
            },
            "list": TemplateFunction([], variadic: .any) { arguments, _ in .list(GoList(arguments)) },
            "dict": TemplateFunction([.string, .any]) { arguments, _ in
                .map(GoMap([GoPrint.printed(arguments[0]): arguments[1]]))
            },
            "set": TemplateFunction([.map, .string, .any]) { arguments, _ in
                if case .map(let map) = arguments[0] { map[GoPrint.printed(arguments[1])] = arguments[2] }
                return arguments[0]
            },
        ])
        return table
    }
}

extension Result<String, TemplateError> {
    var text: String? { try? get() }
    var message: String {
        switch self {
        case .success: "no error"
        case .failure(let error): error.message
        }
    }
    var code: TemplateError.Code? {
        switch self {
        case .success: nil
        case .failure(let error): error.code
        }
    }
}
