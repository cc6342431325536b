internal import HelmValues

/// Parses one text with all the templates that it defines.
///
/// Holds what the trees of a text share: the lexer, the table of nodes, the names of variables.
final class FileParser {
    /// Deeper nesting than any template has; Go allows ten times as many parentheses and any number of blocks.
    static let maximumDepth = 1000

    let name: String
    let functions: FunctionTable
    fileprivate(set) var trees: [(name: String, root: ListNode)] = []
    var depth = 0
    let text: [UInt8]
    @exclusivity(unchecked) private(set) var lexer: Lexer
    @exclusivity(unchecked) private var places: [NodePlace] = []
    private var variableNames = ["$"]

    /// - Parameter input: the bytes of `text`, which must not move while the parser is in use.
    private init(name: String, text: [UInt8], input: UnsafeBufferPointer<UInt8>, functions: FunctionTable) {
        self.name = name
        self.text = text
        self.functions = functions
        lexer = Lexer(
            input, breakIsKeyword: !functions.contains("break"), continueIsKeyword: !functions.contains("continue"))
    }

    /// The templates of the text, that of its own name among them.
    static func parse(name: String, text: [UInt8], functions: FunctionTable) throws(TemplateError) -> [ParsedTemplate] {
        try text.withUnsafeBufferPointer { input throws(TemplateError) in
            let parser = FileParser(name: name, text: text, input: input, functions: functions)
            try TreeParser(parser, name: name).parseFile()
            let file = TemplateFile(name: name, text: text, places: parser.places)
            return parser.trees.map { ParsedTemplate(name: $0.name, root: $0.root, file: file) }
        }
    }

    func nextToken() -> Token { lexer.next() }

    /// Enters a node into the table of places.
    func node(at position: Int, _ make: (NodeID) -> Node) -> Node {
        let node = make(places.count)
        places.append(NodePlace(position: position, node: node))
        return node
    }

    /// The number that stands for a variable's name.
    func symbol(of variable: String) -> Int {
        if let known = variableNames.firstIndex(where: { bytesEqual($0, variable) }) { return known }
        variableNames.append(variable)
        return variableNames.count - 1
    }

    /// Keeps a tree; false when there is one of its name and neither is blank. (Go: parse.Tree.add)
    func add(_ root: ListNode, name: String) -> Bool {
        guard let index = trees.firstIndex(where: { bytesEqual($0.name, name) }) else {
            trees.append((name, root))
            return true
        }
        if trees[index].root.isBlank {
            trees[index].root = root
            return true
        }
        return root.isBlank
    }
}
