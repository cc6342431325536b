internal import HelmValues

/// The templates that a run sees: a set's, or on top of them those of a `tpl` text.
final class TemplateScope {
    private let templates: [String: ParsedTemplate]
    private let parent: TemplateScope?
    /// Whether every name means what it means in the set, but for that of the `tpl` text itself.
    let isPlain: Bool

    init(_ templates: [String: ParsedTemplate]) {
        self.templates = templates
        parent = nil
        isPlain = true
    }

    /// - Parameter main: the name that the text itself goes by.
    init(_ templates: [String: ParsedTemplate], over parent: TemplateScope, main: String) {
        self.templates = templates
        self.parent = parent
        isPlain = parent.isPlain && templates.keys.allSatisfy { $0 == main }
    }

    func template(_ name: String) -> ParsedTemplate? {
        templates[name] ?? parent?.template(name)
    }
}
