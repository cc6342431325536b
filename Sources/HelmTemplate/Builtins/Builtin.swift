/// Go's own functions. (Go: text/template/funcs.go)
enum Builtin: String, Sendable, CaseIterable {
    case and, or, not, len, index, slice, call
    case eq, ne, lt, le, gt, ge
    case print, printf, println, html, js, urlquery

    /// The parameters that Go declares.
    var signature: (parameters: [ParameterType], variadic: ParameterType?) {
        switch self {
        case .and, .or, .index, .slice, .call, .eq: ([.reflected], .reflected)
        case .not, .len: ([.reflected], nil)
        case .ne, .lt, .le, .gt, .ge: ([.reflected, .reflected], nil)
        case .print, .println, .html, .js, .urlquery: ([], .any)
        case .printf: ([.string], .any)
        }
    }

    /// The function's result. `and`, `or` and `call` are the evaluator's own; here they see all arguments evaluated.
    func call(_ arguments: [GoValue?]) throws -> GoValue? {
        switch self {
        case .and: return arguments.first { !($0?.isTrue ?? false) } ?? arguments.last ?? nil
        case .or: return arguments.first { $0?.isTrue ?? false } ?? arguments.last ?? nil
        case .not: return .bool(!(arguments[0]?.isTrue ?? false))
        case .len: return try Indexing.length(arguments[0])
        case .index: return try Indexing.index(arguments[0], arguments.dropFirst())
        case .slice: return try Indexing.slice(arguments[0], arguments.dropFirst())
        case .call: throw FunctionError("call can only be called by a template")
        case .eq: return .bool(try Comparison.isEqual(arguments[0], toAny: arguments.dropFirst()))
        case .ne: return .bool(try !Comparison.isEqual(arguments[0], toAny: arguments[1...]))
        case .lt: return .bool(try Comparison.isLess(arguments[0], arguments[1]))
        case .le: return .bool(try Comparison.isLessOrEqual(arguments[0], arguments[1]))
        case .gt: return .bool(try !Comparison.isLessOrEqual(arguments[0], arguments[1]))
        case .ge: return .bool(try !Comparison.isLess(arguments[0], arguments[1]))
        case .print: return try GoPrint.bounded(.sprint, arguments.map { $0 ?? .none })
        case .println: return try GoPrint.bounded(.sprintln, arguments.map { $0 ?? .none })
        case .printf: return try GoPrint.bounded(.sprintf, arguments.map { $0 ?? .none })
        case .html: return .string(bytes: Escaping.html(try Escaping.text(of: arguments)))
        case .js: return .string(bytes: Escaping.javaScript(try Escaping.text(of: arguments)))
        case .urlquery: return .string(bytes: Escaping.query(try Escaping.text(of: arguments)))
        }
    }

    /// The function as other functions may call it.
    var function: TemplateFunction {
        let (parameters, variadic) = signature
        return TemplateFunction(parameters, variadic: variadic) { arguments, _ in
            try call(arguments.map { Optional($0) }) ?? .none
        }
    }
}
