internal import HelmTemplate
internal import HelmValues

/// A slice of another element type than ``GoList`` knows, such as `[][]interface {}`.
final class TypedList: GoObject {
    let elements: [GoValue]
    let goType: String
    let goKind = "slice"

    init(_ elements: [GoValue], _ goType: String) {
        self.elements = elements
        self.goType = goType
    }

    private var list: GoValue { .list(GoList(elements)) }

    var printed: String { GoPrint.printed(list) }
    var isTrue: Bool { !elements.isEmpty }
    var shape: GoShape { .list(elements) }
    func plain() throws -> Value { try list.plain() }
}
