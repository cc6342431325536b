/// The type that a Go function declares for one of its parameters. The evaluator checks and converts arguments by it,
/// and words its errors with it.
public enum ParameterType: Sendable {
    /// `interface {}`
    case any
    /// `reflect.Value`: takes even a missing value as it is.
    case reflected
    case bool, string, int, int32, int64, float
    /// Arrives as `int64`.
    case uint32
    /// `[]interface {}`
    case list
    /// `[]string`
    case strings
    /// `map[string]interface {}`
    case map
    /// `[]uint8`
    case bytes
    /// Any other Go type, by the name that error texts give it, such as `time.Time`.
    case object(StaticString)
}

/// A function that templates can call, with the Go signature that decides which calls are refused and how.
public final class TemplateFunction: Sendable {
    /// - Throws: ``FunctionError``; the evaluator adds the function's name and the place.
    public typealias Body = @Sendable (_ arguments: [GoValue], _ call: any CallContext) throws -> GoValue

    public let parameters: [ParameterType]
    /// The element type of a last `...` parameter.
    public let variadic: ParameterType?
    public let body: Body

    public init(_ parameters: [ParameterType], variadic: ParameterType? = nil, body: @escaping Body) {
        self.parameters = parameters
        self.variadic = variadic
        self.body = body
    }
}

/// A method of a value, bound to it: a ``TemplateFunction`` that may hold on to what belongs to the run's thread.
public struct GoMethod {
    public typealias Body = (_ arguments: [GoValue], _ call: any CallContext) throws -> GoValue

    public let parameters: [ParameterType]
    /// The element type of a last `...` parameter.
    public let variadic: ParameterType?
    public let body: Body

    public init(_ parameters: [ParameterType] = [], variadic: ParameterType? = nil, body: @escaping Body) {
        self.parameters = parameters
        self.variadic = variadic
        self.body = body
    }

    init(_ function: TemplateFunction) {
        self.init(function.parameters, variadic: function.variadic, body: function.body)
    }
}

/// What a function says went wrong: Go's error text, without place or function name.
public struct FunctionError: Error, Sendable {
    public let message: String
    /// True when Go panics rather than returns an error (`must` variants and broken invariants aside, rare).
    public let isPanic: Bool
    /// What made the function fail, if another error did: a template that it executed.
    public let underlying: (any Error)?

    public init(_ message: String, isPanic: Bool = false, underlying: (any Error)? = nil) {
        self.message = message
        self.isPanic = isPanic
        self.underlying = underlying
    }
}
