internal import HelmValues

/// What a template's dot or a variable holds. `value` nil is Go's invalid `reflect.Value`: something missing.
struct Slot {
    var value: GoValue?
    /// Whether Go knows it only as an `interface {}`: elements of lists and maps, before a pipeline unpacks them.
    /// Only error messages tell the difference.
    var isInterface = false
}

/// A run of templates of one set, one after the other, with everything that they include.
/// (Go: text/template/exec.go, state)
///
/// Lives on one thread. All includes write into one buffer: an include's text is cut off its end again.
public final class Execution {
    struct Variable {
        let symbol: Int
        var slot: Slot
    }

    /// Where control goes after a statement.
    enum Flow {
        case onward, breakLoop, continueLoop
    }

    let functions: FunctionTable
    let options: TemplateOptions
    let runEnvironment: TemplateEnvironment
    /// Few, so that a look through them is quicker than a hash.
    let overrides: [(name: String, function: TemplateFunction)]
    let registry = MapRegistry.current
    private let stack = StackGuard()
    // One thread, and no body of these accesses runs templates: checks for exclusive access would find nothing.
    @exclusivity(unchecked) var scope: TemplateScope
    @exclusivity(unchecked) var output: [UInt8] = []
    /// The names being included at the moment, the innermost last. Few, but for recursion that goes wrong.
    @exclusivity(unchecked) var includes: [String] = []
    /// How many includes and tpl texts are on their way at the moment.
    @exclusivity(unchecked) var nested = 0
    var texts = TextCache()
    var memory = IncludeMemory()
    @exclusivity(unchecked) private var steps = 0

    // The template being executed.
    @exclusivity(unchecked) var template: ParsedTemplate
    /// The node last looked at, for errors.
    @exclusivity(unchecked) var node: NodeID = 0
    /// Nested `template` actions, as Go counts them.
    @exclusivity(unchecked) var depth = 0
    @exclusivity(unchecked) var variables: [Variable] = []
    @exclusivity(unchecked) var frame = 0

    /// Make it on the thread that executes: one with a big stack, since 512 MiB hold Helm's 1000 nested includes with
    /// room to spare. On a smaller one, recursion ends in an error earlier; it never overflows.
    /// - Parameter overrides: functions of this run alone (`lookup` with its cluster); each must have been known at
    ///   parse.
    public init(
        of set: TemplateSet, environment: TemplateEnvironment, overrides: [String: TemplateFunction] = [:]
    ) {
        functions = set.functions
        options = set.options
        scope = TemplateScope(set.templates)
        template = .none
        self.overrides = overrides.map { (name: $0.key, function: $0.value) }
        runEnvironment = environment
    }

    /// Executes the template of that name on `data`, as Helm's top-level map, and returns its text.
    public func execute(_ name: String, data: GoValue?) throws(TemplateError) -> [UInt8] {
        guard let called = scope.template(name) else { throw noTemplate(name) }
        output.removeAll(keepingCapacity: true)
        try checkBounds()
        try run(called, Slot(value: data), depth: 0)
        try checkBounds()
        return options.removesNoValue ? TemplateSet.withoutNoValue(output) : output
    }

    func noTemplate(_ name: String) -> TemplateError {
        TemplateError(
            .noSuchTemplate,
            "template: no template \(GoText.quoted(name)) associated with template \(GoText.quoted(options.name))")
    }

    @inline(__always)
    var isStackExhausted: Bool { stack.isExhausted }

    /// Executes a template on the data, with variables of its own, and comes back to the present one.
    func run(_ called: ParsedTemplate, _ data: Slot, depth calledDepth: Int) throws(TemplateError) {
        let (callerTemplate, callerNode, callerDepth, callerFrame) = (template, node, depth, frame)
        let mark = variables.count
        template = called
        depth = calledDepth
        frame = mark
        variables.append(Variable(symbol: 0, slot: data))
        defer {
            variables.removeLast(variables.count - mark)
            (template, node, depth, frame) = (callerTemplate, callerNode, callerDepth, callerFrame)
        }
        _ = try walk(called.root, data)
    }

    // MARK: - Errors and bounds

    /// An error at the node last looked at. (Go: state.errorf)
    func failure(_ message: String, underlying: (any Error)? = nil) -> TemplateError {
        TemplateError(.execution, place(message), underlying: underlying)
    }

    /// The message with the place in front of it.
    func place(_ message: String) -> String {
        let (location, shown) = template.file.context(of: node)
        return "template: \(location): executing \(GoText.quoted(template.name)) at <\(shown)>: \(message)"
    }

    /// Counts work; looks now and then whether the run should stop.
    @inline(__always)
    func step() throws(TemplateError) {
        steps &+= 1
        if steps & 0xFF == 0 { try checkBounds() }
    }

    func checkBounds() throws(TemplateError) {
        if output.count > options.maximumOutput {
            throw TemplateError(
                .outputTooLarge, "template: \(template.name): the output is larger than \(options.maximumOutput) bytes")
        }
        do { try runEnvironment.checkCancellation() } catch {
            throw TemplateError(
                .cancelled, "template: \(template.name): rendering was stopped: \(error)", underlying: error)
        }
    }

    // MARK: - Variables

    func push(_ variable: VariableNode, _ slot: Slot) {
        variables.append(Variable(symbol: variable.symbol, slot: slot))
    }

    func assign(_ variable: VariableNode, _ slot: Slot) throws(TemplateError) {
        guard let index = find(variable) else { throw failure("undefined variable: \(variable.name)") }
        variables[index].slot = slot
    }

    func slot(of variable: VariableNode) throws(TemplateError) -> Slot {
        guard let index = find(variable) else { throw failure("undefined variable: \(variable.name)") }
        return variables[index].slot
    }

    private func find(_ variable: VariableNode) -> Int? {
        var index = variables.count
        while index > frame {
            index -= 1
            if variables[index].symbol == variable.symbol { return index }
        }
        return nil
    }

    /// Forgets the variables declared since `mark`.
    func pop(_ mark: Int) {
        if variables.count > mark { variables.removeLast(variables.count - mark) }
    }
}
