/// What one parsed text leaves for error messages: its name, and where and what its nodes are.
final class TemplateFile: Sendable {
    /// Go's ParseName.
    let name: String
    private let lineStarts: [Int]
    private let places: [(position: Int, node: Node)]

    init(name: String, text: [UInt8], places: [(position: Int, node: Node)]) {
        self.name = name
        self.places = places
        var starts = [0]
        for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        lineStarts = starts
    }

    /// `NAME:LINE:COLUMN` of a node and the node's own text. (Go: text/template/parse, ErrorContext)
    func context(of id: NodeID) -> (location: String, shown: String) {
        guard places.indices.contains(id) else { return (name, "") }
        let (position, node) = places[id]
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= position { low = middle } else { high = middle }
        }
        return ("\(name):\(low + 1):\(position - lineStarts[low])", node.shown)
    }
}

/// One template: a name and a tree.
struct ParsedTemplate: Sendable {
    let name: String
    let root: ListNode
    let file: TemplateFile

    /// Whether there is nothing in it but space. (Go: parse.IsEmptyTree)
    var isBlank: Bool { root.isBlank }
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
