// Pipelines, commands and operands. (Go: text/template/parse/parse.go)
extension TreeParser {
    /// Declarations, then commands with pipes between them, up to a token of kind `end`.
    func pipeline(_ context: String, until end: Token.Kind) throws(TemplateError) -> PipeNode {
        let start = peekNonSpace().start
        var (declarations, isAssignment) = ([VariableNode](), false)
        try parseDeclarations(context, &declarations, &isAssignment)
        var first: CommandNode?
        var rest: [CommandNode] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nilKeyword, .rawString,
                .string, .variable, .leftParenthesis:
                backup()
                let command = try command()
                if first == nil { first = command } else { rest.append(command) }
            default: throw unexpected(token, in: context)
            }
        }
        guard let first else { throw failure("missing value for \(context)") }
        try check(rest)
        let node = file.node(at: start) {
            .pipe(PipeNode(id: $0, declarations: declarations, isAssignment: isAssignment, commands: (first, rest)))
        }
        guard case .pipe(let pipe) = node else { throw failure("no pipeline") }
        return pipe
    }

    /// `$x :=`, `$x =`, and in a range `$i, $x :=`. Up to three tokens of look-ahead.
    private func parseDeclarations(
        _ context: String, _ declarations: inout [VariableNode], _ isAssignment: inout Bool
    ) throws(TemplateError) {
        while peekNonSpace().kind == .variable {
            let variable = next()
            let adjacent = peek()
            let following = peekNonSpace()
            if following.kind == .assign || following.kind == .declare {
                isAssignment = following.kind == .assign
                _ = nextNonSpace()
                declare(variable, &declarations)
                return
            }
            if following.kind == .character, file.string(following) == "," {
                _ = nextNonSpace()
                declare(variable, &declarations)
                guard context == "range", declarations.count < 2 else {
                    throw failure("too many declarations in \(context)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw failure("range can only initialize variables")
                }
            }
            if adjacent.kind == .space {
                backup(third: variable, second: adjacent)
            } else {
                backup(second: variable)
            }
            return
        }
    }

    private func declare(_ token: Token, _ declarations: inout [VariableNode]) {
        let variable = variableNode(token)
        declarations.append(variable)
        variables.append(variable.symbol)
    }

    private func variableNode(_ token: Token) -> VariableNode {
        let name = file.string(token)
        let symbol = file.symbol(of: name)
        let node = file.node(at: token.start) {
            .variable(VariableNode(id: $0, name: name, symbol: symbol, fields: []))
        }
        guard case .variable(let variable) = node else {
            return VariableNode(id: 0, name: name, symbol: symbol, fields: [])
        }
        return variable
    }

    /// What follows a pipe must be something to call.
    private func check(_ commands: [CommandNode]) throws(TemplateError) {
        for (index, command) in commands.enumerated() {
            switch command.head {
            case .bool, .dot, .nilLiteral, .number, .string:
                throw failure("non executable command in pipeline stage \(index + 2)")
            default: break
            }
        }
    }

    private func command() throws(TemplateError) -> CommandNode {
        let start = peekNonSpace().start
        var head: Node?
        var operands: [Node] = []
        loop: while true {
            _ = peekNonSpace()
            if let operand = try operand() {
                if head == nil { head = operand } else { operands.append(operand) }
            }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis:
                backup()
                break loop
            case .pipe: break loop
            default: throw unexpected(token, in: "operand")
            }
        }
        guard let head else { throw failure("empty command") }
        let node = file.node(at: start) {
            .command(CommandNode(id: $0, head: head, operands: operands[...]))
        }
        guard case .command(let command) = node else { throw failure("no command") }
        return command
    }

    /// A term with the fields that follow it at once; nil where no operand starts.
    private func operand() throws(TemplateError) -> Node? {
        guard let term = try term() else { return nil }
        guard peek().kind == .field else { return term }
        let position = peek().start
        var fields: [FieldName] = []
        while peek().kind == .field { fields.append(fieldName(next())) }
        switch term {
        case .field(let node):
            return file.node(at: position) { .field(FieldNode(id: $0, fields: node.fields + fields)) }
        case .variable(let node):
            return file.node(at: position) {
                .variable(VariableNode(id: $0, name: node.name, symbol: node.symbol, fields: node.fields + fields))
            }
        case .bool, .string, .number, .nilLiteral, .dot:
            throw failure("unexpected . after term \(GoText.quoted(term.shown))")
        default: return file.node(at: position) { .chain(ChainNode(id: $0, base: term, fields: fields)) }
        }
    }

    private func term() throws(TemplateError) -> Node? {
        let token = nextNonSpace()
        switch token.kind {
        case .identifier: return try identifier(token)
        case .dot: return file.node(at: token.start) { .dot(PlainNode(id: $0)) }
        case .nilKeyword: return file.node(at: token.start) { .nilLiteral(PlainNode(id: $0)) }
        case .variable:
            guard variables.contains(file.symbol(of: file.string(token))) else {
                throw failure("undefined variable \(GoText.quoted(file.string(token)))")
            }
            return .variable(variableNode(token))
        case .field:
            return file.node(at: token.start) { .field(FieldNode(id: $0, fields: [fieldName(token)])) }
        case .bool:
            return file.node(at: token.start) { .bool(BoolNode(id: $0, value: file.string(token) == "true")) }
        case .characterConstant, .complex, .number:
            let number: NumberLiteral
            do { number = try NumberLiteral(file.bytes(token), kind: token.kind) } catch {
                throw failure(error.message)
            }
            return file.node(at: token.start) { .number(NumberNode(id: $0, number: number)) }
        case .leftParenthesis:
            return .pipe(
                try nested { () throws(TemplateError) in
                    try pipeline("parenthesized pipeline", until: .rightParenthesis)
                })
        case .string, .rawString:
            return try string(token)
        default:
            backup()
            return nil
        }
    }

    /// The name of a token that starts with a dot.
    private func fieldName(_ token: Token) -> FieldName {
        let name = String(decoding: file.bytes(token).dropFirst(), as: UTF8.self)
        return FieldName(text: name, isValuesMethod: file.functions.valuesMethods[name] != nil)
    }

    private func string(_ token: Token) throws(TemplateError) -> Node {
        let quoted = file.bytes(token)
        // Most texts have no escapes: what stands between the quotes is the text.
        let inner = quoted.dropFirst().dropLast()
        if !inner.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\r") }),
            let text = String(validating: inner, as: UTF8.self)
        {
            return file.node(at: token.start) { .string(StringNode(id: $0, quoted: quoted, text: text)) }
        }
        guard let bytes = Unquote.text(quoted) else { throw failure("invalid syntax") }
        let text = String(validating: bytes, as: UTF8.self)
        return file.node(at: token.start) {
            .string(StringNode(id: $0, quoted: quoted, text: text, bytes: text == nil ? bytes : []))
        }
    }

    private func identifier(_ token: Token) throws(TemplateError) -> Node {
        let name = file.string(token)
        guard let entry = file.functions.entries[name] else {
            throw failure("function \(GoText.quoted(name)) not defined")
        }
        return file.node(at: token.start) { .identifier(IdentifierNode(id: $0, name: name, entry: entry)) }
    }
}
