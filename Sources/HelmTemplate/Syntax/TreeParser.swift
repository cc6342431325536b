/// Parses one template out of a text. (Go: text/template/parse/parse.go)
final class TreeParser {
    let file: FileParser
    private var name: String
    private var tokens: [Token]
    private var pending = 0
    /// The variables that may be used at the moment.
    private var variables = ["$"]
    /// The line of the action being parsed, 0 between actions.
    private var actionLine = 0
    private var rangeDepth = 0

    init(_ file: FileParser, name: String) {
        self.file = file
        self.name = name
        let none = Token(kind: .end, position: 0, text: [], line: 0)
        tokens = [none, none, none]
    }

    // MARK: - Tokens

    func next() -> Token {
        if pending > 0 { pending -= 1 } else { tokens[0] = file.nextToken() }
        return tokens[pending]
    }

    func backup() { pending += 1 }

    private func backup(second token: Token) {
        tokens[1] = token
        pending = 2
    }

    private func backup(third: Token, second: Token) {
        tokens[1] = second
        tokens[2] = third
        pending = 3
    }

    func peek() -> Token {
        if pending == 0 {
            pending = 1
            tokens[0] = file.nextToken()
        }
        return tokens[pending - 1]
    }

    func nextNonSpace() -> Token {
        while true {
            let token = next()
            if token.kind != .space { return token }
        }
    }

    func peekNonSpace() -> Token {
        let token = nextNonSpace()
        backup()
        return token
    }

    // MARK: - Errors

    func failure(_ message: String) -> TemplateError {
        TemplateError(.parse, "template: \(file.name):\(tokens[0].line): \(message)")
    }

    func unexpected(_ token: Token, in context: String) -> TemplateError {
        guard token.kind == .error else { return failure("unexpected \(token.shown) in \(context)") }
        var extra = ""
        if actionLine != 0, actionLine != token.line {
            extra = token.string.hasSuffix(" action") ? " started at " : " in action started at "
            extra += "\(file.name):\(actionLine)"
        }
        return failure(token.shown + extra)
    }

    func expect(_ kind: Token.Kind, in context: String) throws(TemplateError) -> Token {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, in: context) }
        return token
    }

    /// Runs `body` one level deeper.
    private func nested<T>(_ body: () throws(TemplateError) -> T) throws(TemplateError) -> T {
        guard file.depth < FileParser.maximumDepth else { throw failure("max expression depth exceeded") }
        file.depth += 1
        defer { file.depth -= 1 }
        return try body()
    }

    // MARK: - Lists

    /// The whole text, `define` actions allowed.
    func parseFile() throws(TemplateError) {
        let start = peek().position
        var nodes: [Node] = []
        while peek().kind != .end {
            if peek().kind == .leftDelimiter {
                let delimiter = next()
                if nextNonSpace().kind == .define {
                    try TreeParser(file, name: "definition").parseDefinition()
                    continue
                }
                backup(second: delimiter)
            }
            let node = try textOrAction()
            switch node {
            case .end, .otherwise: throw failure("unexpected \(node.shown)")
            default: nodes.append(node)
            }
        }
        try add(makeList(nodes, at: start))
    }

    private func parseDefinition() throws(TemplateError) {
        let context = "define clause"
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        name = try unquoted(token)
        _ = try expect(.rightDelimiter, in: context)
        let (list, end) = try itemList()
        guard case .end = end else { throw failure("unexpected \(end.shown) in \(context)") }
        try add(list)
    }

    private func add(_ root: ListNode) throws(TemplateError) {
        guard file.add(root, name: name) else {
            throw failure("template: multiple definition of template \(GoText.quoted(name))")
        }
    }

    private func makeList(_ nodes: [Node], at position: Int) -> ListNode {
        let node = file.node(at: position) { .list(ListNode(id: $0, nodes: nodes)) }
        guard case .list(let list) = node else { return ListNode(id: 0, nodes: nodes) }
        return list
    }

    /// Items up to `{{end}}` or `{{else}}`, which is returned beside them.
    private func itemList() throws(TemplateError) -> (ListNode, Node) {
        let start = peekNonSpace().position
        var nodes: [Node] = []
        while peekNonSpace().kind != .end {
            let node = try textOrAction()
            switch node {
            case .end, .otherwise: return (makeList(nodes, at: start), node)
            default: nodes.append(node)
            }
        }
        throw failure("unexpected EOF")
    }

    private func textOrAction() throws(TemplateError) -> Node {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return file.node(at: token.position) { .text(TextNode(id: $0, bytes: Array(token.text))) }
        case .leftDelimiter:
            actionLine = token.line
            defer { actionLine = 0 }
            return try nested { () throws(TemplateError) in try action() }
        default: throw unexpected(token, in: "input")
        }
    }

    // MARK: - Actions

    private func action() throws(TemplateError) -> Node {
        let token = nextNonSpace()
        switch token.kind {
        case .block: return try blockControl()
        case .breakKeyword, .continueKeyword: return try loopControl(token)
        case .elseKeyword: return try elseControl()
        case .endKeyword:
            let end = try expect(.rightDelimiter, in: "end")
            return file.node(at: end.position) { .end(PlainNode(id: $0)) }
        case .ifKeyword: return try control("if") { .ifElse($0) }
        case .range: return try control("range") { .range($0) }
        case .template: return try templateControl()
        case .with: return try control("with") { .with($0) }
        default:
            backup()
            let start = peek().position
            let pipe = try pipeline("command", until: .rightDelimiter)
            return file.node(at: start) { .action(ActionNode(id: $0, pipe: pipe)) }
        }
    }

    private func loopControl(_ keyword: Token) throws(TemplateError) -> Node {
        let shown = keyword.kind == .breakKeyword ? "{{break}}" : "{{continue}}"
        let token = nextNonSpace()
        guard token.kind == .rightDelimiter else { throw unexpected(token, in: shown) }
        guard rangeDepth > 0 else { throw failure("\(shown) outside {{range}}") }
        return file.node(at: keyword.position) {
            keyword.kind == .breakKeyword ? .breakLoop(PlainNode(id: $0)) : .continueLoop(PlainNode(id: $0))
        }
    }

    private func elseControl() throws(TemplateError) -> Node {
        let token = peekNonSpace()
        if token.kind == .ifKeyword || token.kind == .with {
            return file.node(at: token.position) { .otherwise(PlainNode(id: $0)) }
        }
        let end = try expect(.rightDelimiter, in: "else")
        return file.node(at: end.position) { .otherwise(PlainNode(id: $0)) }
    }

    /// `if`, `range` and `with`, up to their `end`.
    private func control(_ context: String, _ make: (BranchNode) -> Node) throws(TemplateError) -> Node {
        let visible = variables.count
        defer { variables.removeLast(variables.count - visible) }
        let start = peekNonSpace().position
        let pipe = try pipeline(context, until: .rightDelimiter)
        if context == "range" { rangeDepth += 1 }
        let (list, next) = try itemList()
        if context == "range" { rangeDepth -= 1 }
        var elseList: ListNode?
        if case .otherwise = next { elseList = try self.elseList(context) }
        return file.node(at: start) { make(BranchNode(id: $0, pipe: pipe, list: list, elseList: elseList)) }
    }

    /// What follows an `else`: for `else if` and `else with`, a list of that one action, which takes the `end` too.
    private func elseList(_ context: String) throws(TemplateError) -> ListNode {
        let token = peek()
        if context == "if", token.kind == .ifKeyword {
            _ = next()
            let inner = try nested { () throws(TemplateError) in try control("if") { .ifElse($0) } }
            return makeList([inner], at: token.position)
        }
        if context == "with", token.kind == .with {
            _ = next()
            let inner = try nested { () throws(TemplateError) in try control("with") { .with($0) } }
            return makeList([inner], at: token.position)
        }
        let (list, end) = try itemList()
        guard case .end = end else { throw failure("expected end; found \(end.shown)") }
        return list
    }

    private func blockControl() throws(TemplateError) -> Node {
        let context = "block clause"
        let token = nextNonSpace()
        let name = try templateName(token, in: context)
        let pipe = try pipeline(context, until: .rightDelimiter)
        let block = TreeParser(file, name: name)
        let (list, end) = try block.itemList()
        guard case .end = end else { throw failure("unexpected \(end.shown) in \(context)") }
        try block.add(list)
        return file.node(at: token.position) { .template(TemplateCallNode(id: $0, name: name, pipe: pipe)) }
    }

    private func templateControl() throws(TemplateError) -> Node {
        let context = "template clause"
        let token = nextNonSpace()
        let name = try templateName(token, in: context)
        var pipe: PipeNode?
        if nextNonSpace().kind != .rightDelimiter {
            backup()
            pipe = try pipeline(context, until: .rightDelimiter)
        }
        return file.node(at: token.position) { .template(TemplateCallNode(id: $0, name: name, pipe: pipe)) }
    }

    private func templateName(_ token: Token, in context: String) throws(TemplateError) -> String {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        return try unquoted(token)
    }

    private func unquoted(_ token: Token) throws(TemplateError) -> String {
        guard let bytes = Unquote.text(token.text) else { throw failure("invalid syntax") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

// MARK: - Expressions

extension TreeParser {
    /// Declarations, then commands with pipes between them, up to a token of kind `end`.
    fileprivate func pipeline(_ context: String, until end: Token.Kind) throws(TemplateError) -> PipeNode {
        let start = peekNonSpace().position
        var (declarations, isAssignment) = ([VariableNode](), false)
        try parseDeclarations(context, &declarations, &isAssignment)
        var commands: [CommandNode] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nilKeyword, .rawString,
                .string, .variable, .leftParenthesis:
                backup()
                commands.append(try command())
            default: throw unexpected(token, in: context)
            }
        }
        try check(commands, context)
        let node = file.node(at: start) {
            .pipe(PipeNode(id: $0, declarations: declarations, isAssignment: isAssignment, commands: commands))
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
            if following.kind == .character, following.string == "," {
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
        declarations.append(variableNode(at: token.position, token.string))
        variables.append(token.string)
    }

    private func variableNode(at position: Int, _ text: String) -> VariableNode {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let name = parts.removeFirst()
        let symbol = file.symbol(of: name)
        let node = file.node(at: position) {
            .variable(VariableNode(id: $0, name: name, symbol: symbol, fields: parts))
        }
        guard case .variable(let variable) = node else {
            return VariableNode(id: 0, name: name, symbol: symbol, fields: parts)
        }
        return variable
    }

    private func check(_ commands: [CommandNode], _ context: String) throws(TemplateError) {
        if commands.isEmpty { throw failure("missing value for \(context)") }
        for (index, command) in commands.enumerated().dropFirst() {
            switch command.arguments.first {
            case .bool, .dot, .nilLiteral, .number, .string:
                throw failure("non executable command in pipeline stage \(index + 1)")
            default: break
            }
        }
    }

    private func command() throws(TemplateError) -> CommandNode {
        let start = peekNonSpace().position
        var arguments: [Node] = []
        loop: while true {
            _ = peekNonSpace()
            if let operand = try operand() { arguments.append(operand) }
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
        if arguments.isEmpty { throw failure("empty command") }
        let node = file.node(at: start) { .command(CommandNode(id: $0, arguments: arguments)) }
        guard case .command(let command) = node else { throw failure("no command") }
        return command
    }

    /// A term with the fields that follow it at once; nil where no operand starts.
    private func operand() throws(TemplateError) -> Node? {
        guard let term = try term() else { return nil }
        guard peek().kind == .field else { return term }
        let position = peek().position
        var fields: [String] = []
        while peek().kind == .field { fields.append(String(next().string.dropFirst())) }
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
        case .dot: return file.node(at: token.position) { .dot(PlainNode(id: $0)) }
        case .nilKeyword: return file.node(at: token.position) { .nilLiteral(PlainNode(id: $0)) }
        case .variable:
            guard variables.contains(where: { $0.utf8.elementsEqual(token.text) }) else {
                throw failure("undefined variable \(GoText.quoted(token.string))")
            }
            return .variable(variableNode(at: token.position, token.string))
        case .field:
            return file.node(at: token.position) {
                .field(FieldNode(id: $0, fields: [String(token.string.dropFirst())]))
            }
        case .bool:
            return file.node(at: token.position) { .bool(BoolNode(id: $0, value: token.string == "true")) }
        case .characterConstant, .complex, .number:
            let number: NumberLiteral
            do { number = try NumberLiteral(token.text, kind: token.kind) } catch { throw failure(error.message) }
            return file.node(at: token.position) { .number(NumberNode(id: $0, number: number)) }
        case .leftParenthesis:
            return .pipe(
                try nested { () throws(TemplateError) in
                    try pipeline("parenthesized pipeline", until: .rightParenthesis)
                })
        case .string, .rawString:
            guard let bytes = Unquote.text(token.text) else { throw failure("invalid syntax") }
            return file.node(at: token.position) {
                .string(StringNode(id: $0, quoted: Array(token.text), bytes: bytes))
            }
        default:
            backup()
            return nil
        }
    }

    private func identifier(_ token: Token) throws(TemplateError) -> Node {
        let name = token.string
        guard let entry = file.functions.entries[name] else {
            throw failure("function \(GoText.quoted(name)) not defined")
        }
        return file.node(at: token.position) { .identifier(IdentifierNode(id: $0, name: name, entry: entry)) }
    }
}
