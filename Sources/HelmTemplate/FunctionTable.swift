/// The functions that templates can call, by name. Go's own are in it from the start and may be replaced.
public struct FunctionTable: Sendable {
    /// A function as the evaluator calls it.
    enum Entry: Sendable {
        /// One of Go's own, which see missing values as such and may leave arguments unevaluated.
        case builtin(Builtin)
        case function(TemplateFunction)
    }

    /// A method of `common.Values`: gets the map, gives the method.
    public typealias ValuesMethod = @Sendable (_ receiver: GoMap) -> GoMethod

    private(set) var entries: [String: Entry]
    private(set) var valuesMethods: [String: ValuesMethod]

    /// A table with Go's own functions and the methods of `common.Values` that need no YAML.
    public init() {
        entries = [:]
        for builtin in Builtin.allCases { entries[builtin.rawValue] = .builtin(builtin) }
        valuesMethods = HelmValuesMethods.all
    }

    /// The function of that name; nil for an unknown one.
    public subscript(name: String) -> TemplateFunction? {
        switch entries[name] {
        case .function(let function): function
        case .builtin(let builtin): builtin.function
        case nil: nil
        }
    }

    /// Adds a function or replaces the one of that name.
    public mutating func register(_ name: String, _ function: TemplateFunction) {
        entries[name] = .function(function)
    }

    /// Adds functions, replacing those of the same names.
    public mutating func register(_ functions: [String: TemplateFunction]) {
        for (name, function) in functions { register(name, function) }
    }

    /// Takes a function away: templates that call it no longer parse.
    public mutating func remove(_ name: String) {
        entries[name] = nil
    }

    /// Adds a method that `.Values` and the other `common.Values` maps have, such as `YAML`.
    public mutating func register(valuesMethod name: String, _ method: @escaping ValuesMethod) {
        valuesMethods[name] = method
    }

    public func contains(_ name: String) -> Bool { entries[name] != nil }

    /// Every name, sorted.
    public var names: [String] { entries.keys.sorted() }
}
