// Pipelines and commands. (Go: text/template/exec.go, the eval functions)
extension Execution {
    /// The value that comes out of a pipeline; declares or assigns its variables.
    func evaluate(_ pipe: PipeNode, _ dot: Slot) throws(TemplateError) -> GoValue? {
        node = pipe.id
        if isStackExhausted { throw failure("exceeded maximum template depth (100000)") }
        // A pipeline unpacks an interface: one that holds nil leaves nothing.
        var value = try evaluate(pipe.first, dot, .nothing)
        if case .some(.none) = value { value = nil }
        for command in pipe.rest {
            value = try evaluate(command, dot, Piped(isPresent: true, value: value))
            if case .some(.none) = value { value = nil }
        }
        if pipe.declarations.isEmpty { return value }
        for variable in pipe.declarations {
            if pipe.isAssignment {
                try assign(variable, Slot(value: value))
            } else {
                push(variable, Slot(value: value))
            }
        }
        return value
    }

    /// The value that the command before handed on, if there was one.
    struct Piped {
        var isPresent: Bool
        var value: GoValue?

        static var nothing: Piped { Piped(isPresent: false, value: nil) }
    }

    private func evaluate(_ command: CommandNode, _ dot: Slot, _ piped: Piped) throws(TemplateError) -> GoValue? {
        let first = command.head
        switch first {
        case .field(let field):
            node = field.id
            return try evaluateChain(field.fields, of: dot, first, command.operands, dot, piped)
        case .chain(let chain): return try evaluate(chain, first, command.operands, dot, piped)
        case .identifier(let identifier):
            return try call(identifier, at: command.id, command.operands, dot, piped)
        case .pipe(let pipe):
            try refuseArguments(command, piped)
            return try evaluate(pipe, dot)
        case .variable(let variable):
            return try evaluate(variable, first, command.operands, dot, piped).value
        default: break
        }
        node = first.id
        try refuseArguments(command, piped)
        switch first {
        case .bool(let bool): return .bool(bool.value)
        case .dot: return dot.value
        case .nilLiteral: throw failure("nil is not a command")
        case .number(let number): return try ideal(number)
        case .string(let string): return string.value
        default: throw failure("can't evaluate command \(GoText.quoted(first.shown))")
        }
    }

    private func refuseArguments(_ command: CommandNode, _ piped: Piped) throws(TemplateError) {
        if !command.operands.isEmpty || piped.isPresent {
            throw failure("can't give argument to non-function \(command.head.shown)")
        }
    }

    func ideal(_ number: NumberNode) throws(TemplateError) -> GoValue {
        node = number.id
        guard let value = number.number.ideal else { throw failure("\(number.number.text) overflows int") }
        return value
    }

    /// A variable, with its fields.
    func evaluate(
        _ variable: VariableNode, _ shown: Node, _ arguments: ArraySlice<Node>, _ dot: Slot, _ piped: Piped
    ) throws(TemplateError) -> Slot {
        node = variable.id
        let slot = try slot(of: variable)
        if variable.fields.isEmpty {
            if !arguments.isEmpty || piped.isPresent {
                throw failure("can't give argument to non-function \(shown.shown)")
            }
            return slot
        }
        return Slot(value: try evaluateChain(variable.fields, of: slot, shown, arguments, dot, piped))
    }

    /// The fields of a parenthesised pipeline or of a function's result.
    func evaluate(
        _ chain: ChainNode, _ shown: Node, _ arguments: ArraySlice<Node>, _ dot: Slot, _ piped: Piped
    ) throws(TemplateError) -> GoValue? {
        node = chain.id
        let receiver: GoValue?
        switch chain.base {
        case .nilLiteral: throw failure("indirection through explicit nil in \(shown.shown)")
        case .pipe(let pipe):
            node = pipe.id
            receiver = try evaluate(pipe, dot)
        case .identifier(let identifier):
            node = identifier.id
            receiver = try call(identifier, at: identifier.id, [], dot, .nothing)
        default: throw failure("can't evaluate command \(GoText.quoted(shown.shown))")
        }
        return try evaluateChain(chain.fields, of: Slot(value: receiver), shown, arguments, dot, piped)
    }
}

extension StringNode {
    var value: GoValue {
        if let text { return .string(text) }
        return .invalidUTF8(bytes)
    }
}

extension Node {
    /// The node's place in its file's table.
    var id: NodeID {
        switch self {
        case .text(let node): node.id
        case .action(let node): node.id
        case .ifElse(let node), .with(let node), .range(let node): node.id
        case .template(let node): node.id
        case .list(let node): node.id
        case .pipe(let node): node.id
        case .command(let node): node.id
        case .identifier(let node): node.id
        case .variable(let node): node.id
        case .field(let node): node.id
        case .chain(let node): node.id
        case .bool(let node): node.id
        case .number(let node): node.id
        case .string(let node): node.id
        case .dot(let node), .nilLiteral(let node), .end(let node), .otherwise(let node), .breakLoop(let node),
            .continueLoop(let node):
            node.id
        }
    }
}
