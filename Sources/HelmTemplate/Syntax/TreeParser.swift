/// Parses one template out of a text. (Go: text/template/parse/parse.go)
final class TreeParser {
    let file: FileParser
    private var name: String
    @exclusivity(unchecked) private var tokens: (Token, Token, Token)
    @exclusivity(unchecked) private var pending = 0
    /// The variables that may be used at the moment, by their symbols.
    var variables = [0]
    /// The start of the action being parsed, nil between actions.
    private var action: Token?
    private var rangeDepth = 0

    init(_ file: FileParser, name: String) {
        self.file = file
        self.name = name
        let none = Token(kind: .end, start: 0, end: 0)
        tokens = (none, none, none)
    }

    // MARK: - Tokens

    func next() -> Token {
        if pending > 0 { pending -= 1 } else { tokens.0 = file.nextToken() }
        return awaited(pending)
    }

    func backup() { pending += 1 }

    func backup(second token: Token) {
        tokens.1 = token
        pending = 2
    }

    func backup(third: Token, second: Token) {
        tokens.1 = second
        tokens.2 = third
        pending = 3
    }

    func peek() -> Token {
        if pending == 0 {
            pending = 1
            tokens.0 = file.nextToken()
        }
        return awaited(pending - 1)
    }

    private func awaited(_ index: Int) -> Token {
        switch index {
        case 0: tokens.0
        case 1: tokens.1
        default: tokens.2
        }
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
        TemplateError(.parse, "template: \(file.name):\(file.line(of: tokens.0)): \(message)")
    }

    func unexpected(_ token: Token, in context: String) -> TemplateError {
        guard token.kind == .error else { return failure("unexpected \(file.shown(token)) in \(context)") }
        var extra = ""
        if let action, file.line(of: action) != file.line(of: token) {
            extra = file.string(token).hasSuffix(" action") ? " started at " : " in action started at "
            extra += "\(file.name):\(file.line(of: action))"
        }
        return failure(file.string(token) + extra)
    }

    func expect(_ kind: Token.Kind, in context: String) throws(TemplateError) -> Token {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, in: context) }
        return token
    }

    /// Runs `body` one level deeper.
    func nested<T>(_ body: () throws(TemplateError) -> T) throws(TemplateError) -> T {
        guard file.depth < FileParser.maximumDepth else { throw failure("max expression depth exceeded") }
        file.depth += 1
        defer { file.depth -= 1 }
        return try body()
    }

    // MARK: - Lists

    /// The whole text, `define` actions allowed.
    func parseFile() throws(TemplateError) {
        let start = peek().start
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
        let start = peekNonSpace().start
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
        case .text: return file.node(at: token.start) { .text(TextNode(id: $0, bytes: file.bytes(token))) }
        case .leftDelimiter:
            action = token
            defer { action = nil }
            return try nested { () throws(TemplateError) in try parseAction() }
        default: throw unexpected(token, in: "input")
        }
    }

    // MARK: - Actions

    private func parseAction() throws(TemplateError) -> Node {
        let token = nextNonSpace()
        switch token.kind {
        case .block: return try blockControl()
        case .breakKeyword, .continueKeyword: return try loopControl(token)
        case .elseKeyword: return try elseControl()
        case .endKeyword:
            let end = try expect(.rightDelimiter, in: "end")
            return file.node(at: end.start) { .end(PlainNode(id: $0)) }
        case .ifKeyword: return try control("if") { .ifElse($0) }
        case .range: return try control("range") { .range($0) }
        case .template: return try templateControl()
        case .with: return try control("with") { .with($0) }
        default:
            backup()
            let start = peek().start
            let pipe = try pipeline("command", until: .rightDelimiter)
            return file.node(at: start) { .action(ActionNode(id: $0, pipe: pipe)) }
        }
    }

    private func loopControl(_ keyword: Token) throws(TemplateError) -> Node {
        let shown = keyword.kind == .breakKeyword ? "{{break}}" : "{{continue}}"
        let token = nextNonSpace()
        guard token.kind == .rightDelimiter else { throw unexpected(token, in: shown) }
        guard rangeDepth > 0 else { throw failure("\(shown) outside {{range}}") }
        return file.node(at: keyword.start) {
            keyword.kind == .breakKeyword ? .breakLoop(PlainNode(id: $0)) : .continueLoop(PlainNode(id: $0))
        }
    }

    private func elseControl() throws(TemplateError) -> Node {
        let token = peekNonSpace()
        if token.kind == .ifKeyword || token.kind == .with {
            return file.node(at: token.start) { .otherwise(PlainNode(id: $0)) }
        }
        let end = try expect(.rightDelimiter, in: "else")
        return file.node(at: end.start) { .otherwise(PlainNode(id: $0)) }
    }

    /// `if`, `range` and `with`, up to their `end`.
    private func control(_ context: String, _ make: (BranchNode) -> Node) throws(TemplateError) -> Node {
        let visible = variables.count
        defer { variables.removeLast(variables.count - visible) }
        let start = peekNonSpace().start
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
            return makeList([inner], at: token.start)
        }
        if context == "with", token.kind == .with {
            _ = next()
            let inner = try nested { () throws(TemplateError) in try control("with") { .with($0) } }
            return makeList([inner], at: token.start)
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
        return file.node(at: token.start) { .template(TemplateCallNode(id: $0, name: name, pipe: pipe)) }
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
        return file.node(at: token.start) { .template(TemplateCallNode(id: $0, name: name, pipe: pipe)) }
    }

    private func templateName(_ token: Token, in context: String) throws(TemplateError) -> String {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        return try unquoted(token)
    }

    private func unquoted(_ token: Token) throws(TemplateError) -> String {
        guard let bytes = Unquote.text(file.bytes(token)) else { throw failure("invalid syntax") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
