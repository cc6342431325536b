internal import HelmTemplate
internal import HelmValues

/// What the paths and texts of a chart's templates decide, whatever the values are.
struct RenderPlan: Sendable {
    /// One template that makes a file.
    struct Step: Sendable {
        /// Which of the templates it is.
        var template: Int
        /// Its place among all paths in byte order.
        var rank: Int
        /// Whether it makes notes, no objects.
        var isNotes: Bool
    }

    var set: TemplateSet
    /// In Helm's order.
    var steps: [Step]

    init(set: TemplateSet, templates: [ScopedTemplate], order: [Int]) {
        self.set = set
        var ranks = [Int](repeating: 0, count: templates.count)
        let byPath = order.sorted { bytesPrecede(templates[$0].path, templates[$1].path) }
        for (rank, template) in byPath.enumerated() { ranks[template] = rank }
        steps = order.filter { !ChartScopes.isPartial(templates[$0].path) }.map { index in
            let isNotes = templates[index].path.utf8.reversed().starts(with: "NOTES.txt".utf8.reversed())
            return Step(template: index, rank: ranks[index], isNotes: isNotes)
        }
    }

    /// The templates in Helm's order: deepest first, so that what stands nearer to the root is parsed later and wins. Of
    /// several with one path only the last counts.
    static func order(_ templates: [ScopedTemplate]) -> [Int] {
        var places: [String: Int] = [:]
        for (index, template) in templates.enumerated() { places[template.path] = index }
        let keyed = places.values.map { index in
            (slashes: templates[index].path.utf8.count { $0 == UInt8(ascii: "/") }, index: index)
        }
        return keyed.sorted { left, right in
            left.slashes == right.slashes
                ? bytesPrecede(templates[right.index].path, templates[left.index].path) : left.slashes > right.slashes
        }.map(\.index)
    }
}
