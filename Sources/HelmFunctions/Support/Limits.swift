internal import HelmTemplate

/// How much one call may make. Helm has no such bounds: a template that reaches them would exhaust Helm's memory.
enum Limits {
    /// Bytes of one text that a function makes.
    static let textBytes = 64 << 20
    /// Elements of one list that a function makes.
    static let listElements = 4 << 20
    /// Maps and lists inside each other.
    static let nesting = 1000
    /// Random characters or bytes of one call.
    static let randomCount = 1 << 20

    /// Refuses a text of `count` parts with `size` bytes each.
    static func checkText(_ count: Int, times size: Int = 1) throws {
        let (total, isTooMuch) = count.multipliedReportingOverflow(by: size)
        if isTooMuch || total > textBytes {
            throw FunctionError("result would be longer than \(textBytes) bytes")
        }
    }

    static func checkList(_ count: Int) throws {
        if count > listElements { throw FunctionError("result would have more than \(listElements) elements") }
    }

    static func checkNesting(_ depth: Int) throws {
        if depth > nesting { throw FunctionError("value is nested deeper than \(nesting) levels") }
    }

    static func checkRandom(_ count: Int) throws {
        if count > randomCount { throw FunctionError("more than \(randomCount) random characters asked for") }
    }
}

extension FunctionError {
    /// What a Go function says that fails by panic.
    static func panic(_ message: String) -> FunctionError { FunctionError(message, isPanic: true) }

    static let nilPointer = panic("runtime error: invalid memory address or nil pointer dereference")
}
