/// Texts of includes made before, to be used again: a chart asks for its labels and names in nearly every template.
///
/// An include is remembered when it ran on a scope (`.` or `$` of a chart) and nothing in it was volatile, for as long as
/// no map or list changes at all. What it would write again is then the same, byte for byte.
struct IncludeMemory {
    private struct Key: Hashable {
        let template: ObjectIdentifier
        let data: ObjectIdentifier
    }

    private struct Entry {
        let text: GoValue
        /// Held so that no other map can come to stand where this one does.
        let data: GoMap
    }

    private static let maximumEntries = 1000
    private static let maximumBytes = 16 << 20

    private var entries: [Key: Entry] = [:]
    private var changes = 0
    private var bytes = 0

    /// - Parameter changes: how many changes there have been of any container.
    mutating func text(of template: ParsedTemplate, _ data: GoMap, changes: Int) -> GoValue? {
        if changes != self.changes { forget(changes) }
        return entries[key(template, data)]?.text
    }

    mutating func remember(_ text: GoValue, of template: ParsedTemplate, _ data: GoMap, changes: Int) {
        if changes != self.changes { forget(changes) }
        guard entries.count < Self.maximumEntries, case .string(let string) = text else { return }
        bytes += string.utf8.count
        guard bytes <= Self.maximumBytes else { return }
        entries[key(template, data)] = Entry(text: text, data: data)
    }

    private mutating func forget(_ changes: Int) {
        self.changes = changes
        bytes = 0
        entries.removeAll(keepingCapacity: true)
    }

    private func key(_ template: ParsedTemplate, _ data: GoMap) -> Key {
        Key(template: ObjectIdentifier(template), data: ObjectIdentifier(data))
    }
}
