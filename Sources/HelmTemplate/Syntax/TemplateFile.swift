/// A node and where its text begins, in bytes.
struct NodePlace: Sendable {
    let position: Int
    let node: Node
}

/// What one parsed text leaves for error messages: its name, and where and what its nodes are.
final class TemplateFile: Sendable {
    /// Go's ParseName.
    let name: String
    private let text: [UInt8]
    private let places: [NodePlace]

    init(name: String, text: [UInt8], places: [NodePlace]) {
        self.name = name
        self.text = text
        self.places = places
    }

    /// `NAME:LINE:COLUMN` of a node and the node's own text. (Go: text/template/parse, ErrorContext)
    func context(of id: NodeID) -> (location: String, shown: String) {
        guard places.indices.contains(id) else { return (name, "") }
        let (position, node) = (places[id].position, places[id].node)
        let newline = UInt8(ascii: "\n")
        let line = text[..<position].count { $0 == newline }
        let lineStart = text[..<position].lastIndex(of: newline).map { $0 + 1 } ?? 0
        return ("\(name):\(line + 1):\(position - lineStart)", node.shown)
    }
}

/// One template: a name and a tree.
final class ParsedTemplate: Sendable {
    let name: String
    let root: ListNode
    let file: TemplateFile
    /// Whether there is nothing in it but space. (Go: parse.IsEmptyTree)
    let isBlank: Bool

    init(name: String, root: ListNode, file: TemplateFile) {
        self.name = name
        self.root = root
        self.file = file
        isBlank = root.isBlank
    }

    /// What runs before anything does.
    static let none = ParsedTemplate(
        name: "", root: ListNode(id: 0, nodes: []), file: TemplateFile(name: "", text: [], places: []))
}

extension ListNode {
    var isBlank: Bool {
        nodes.allSatisfy { node in
            switch node {
            case .text(let text): text.bytes.allSatisfy { [9, 10, 11, 12, 13, 32].contains($0) }
            case .list(let list): list.isBlank
            default: false
            }
        }
    }
}
