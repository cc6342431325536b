/// Go's own functions.
enum Builtin: String, Sendable, CaseIterable {
    case and, or, not, len, index, slice, call
    case eq, ne, lt, le, gt, ge
    case print, printf, println, html, js, urlquery

    /// The function as other functions may call it.
    var function: TemplateFunction {
        TemplateFunction([], variadic: .any) { _, _ in throw FunctionError("not yet") }
    }
}
