/// A node of a template's tree. Its payload is immutable, so trees are shared between runs and threads.
enum Node: Sendable {
    // Statements
    case text(TextNode)
    case action(ActionNode)
    case ifElse(BranchNode)
    case with(BranchNode)
    case range(BranchNode)
    case template(TemplateCallNode)
    case breakLoop(PlainNode)
    case continueLoop(PlainNode)
    case list(ListNode)
    // Expressions
    case pipe(PipeNode)
    case command(CommandNode)
    case identifier(IdentifierNode)
    case variable(VariableNode)
    case field(FieldNode)
    case chain(ChainNode)
    case dot(PlainNode)
    case nilLiteral(PlainNode)
    case bool(BoolNode)
    case number(NumberNode)
    case string(StringNode)
    // Only while parsing
    case end(PlainNode)
    case otherwise(PlainNode)
}

/// A node's place in ``TemplateFile/positions``: what the evaluator notes as it goes, for error messages.
typealias NodeID = Int

final class PlainNode: Sendable {
    let id: NodeID
    init(id: NodeID) { self.id = id }
}

final class TextNode: Sendable {
    let id: NodeID
    let bytes: ArraySlice<UInt8>
    init(id: NodeID, bytes: ArraySlice<UInt8>) {
        self.id = id
        self.bytes = bytes
    }
}

final class ListNode: Sendable {
    let id: NodeID
    let nodes: [Node]
    init(id: NodeID, nodes: [Node]) {
        self.id = id
        self.nodes = nodes
    }
}

final class ActionNode: Sendable {
    let id: NodeID
    let pipe: PipeNode
    init(id: NodeID, pipe: PipeNode) {
        self.id = id
        self.pipe = pipe
    }
}

/// `if`, `with` and `range`.
final class BranchNode: Sendable {
    let id: NodeID
    let pipe: PipeNode
    let list: ListNode
    let elseList: ListNode?
    init(id: NodeID, pipe: PipeNode, list: ListNode, elseList: ListNode?) {
        self.id = id
        self.pipe = pipe
        self.list = list
        self.elseList = elseList
    }
}

final class TemplateCallNode: Sendable {
    let id: NodeID
    let name: String
    let pipe: PipeNode?
    init(id: NodeID, name: String, pipe: PipeNode?) {
        self.id = id
        self.name = name
        self.pipe = pipe
    }
}

final class PipeNode: Sendable {
    let id: NodeID
    let declarations: [VariableNode]
    let isAssignment: Bool
    /// The first command apart from the others: most pipelines have no more, and a walk through a list costs more.
    let first: CommandNode
    let rest: [CommandNode]
    /// Whether its value is the result of a function that is none of Go's own.
    let endsInCall: Bool
    init(
        id: NodeID, declarations: [VariableNode], isAssignment: Bool,
        commands: (first: CommandNode, rest: [CommandNode])
    ) {
        self.id = id
        self.declarations = declarations
        self.isAssignment = isAssignment
        first = commands.first
        rest = commands.rest
        if case .identifier(let identifier) = (commands.rest.last ?? commands.first).head,
            case .function = identifier.entry
        {
            endsInCall = true
        } else {
            endsInCall = false
        }
    }
}

final class CommandNode: Sendable {
    let id: NodeID
    /// The function, or the value if there is nothing else.
    let head: Node
    let operands: ArraySlice<Node>
    init(id: NodeID, head: Node, operands: ArraySlice<Node>) {
        self.id = id
        self.head = head
        self.operands = operands
    }
}

/// The name of a function.
final class IdentifierNode: Sendable {
    let id: NodeID
    let name: String
    /// The function, found when the template was parsed.
    let entry: FunctionTable.Entry
    init(id: NodeID, name: String, entry: FunctionTable.Entry) {
        self.id = id
        self.name = name
        self.entry = entry
    }
}

final class VariableNode: Sendable {
    let id: NodeID
    /// With its `$`.
    let name: String
    /// Stands for the name within a file, so that look-ups compare numbers.
    let symbol: Int
    let fields: [FieldName]
    init(id: NodeID, name: String, symbol: Int, fields: [FieldName]) {
        self.id = id
        self.name = name
        self.symbol = symbol
        self.fields = fields
    }
}

/// A name behind a dot.
struct FieldName: Sendable {
    let text: String
    /// Whether `common.Values` has a method of that name.
    let isValuesMethod: Bool
}

final class FieldNode: Sendable {
    let id: NodeID
    let fields: [FieldName]
    init(id: NodeID, fields: [FieldName]) {
        self.id = id
        self.fields = fields
    }
}

/// Fields of a parenthesised pipeline or of a function's result.
final class ChainNode: Sendable {
    let id: NodeID
    let base: Node
    let fields: [FieldName]
    init(id: NodeID, base: Node, fields: [FieldName]) {
        self.id = id
        self.base = base
        self.fields = fields
    }
}

final class BoolNode: Sendable {
    let id: NodeID
    let value: Bool
    init(id: NodeID, value: Bool) {
        self.id = id
        self.value = value
    }
}

final class NumberNode: Sendable {
    let id: NodeID
    let number: NumberLiteral
    init(id: NodeID, number: NumberLiteral) {
        self.id = id
        self.number = number
    }
}

final class StringNode: Sendable {
    let id: NodeID
    /// As it stands in the template, quotes included.
    let quoted: ArraySlice<UInt8>
    /// The text; nil when its bytes are no UTF-8.
    let text: String?
    /// The bytes where there is no text.
    let bytes: [UInt8]
    init(id: NodeID, quoted: ArraySlice<UInt8>, text: String?, bytes: [UInt8] = []) {
        self.id = id
        self.quoted = quoted
        self.text = text
        self.bytes = bytes
    }
}
