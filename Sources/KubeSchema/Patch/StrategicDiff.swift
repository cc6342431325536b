internal import HelmValues

/// Makes strategic merge patches. Rules: apimachinery, strategicpatch/patch.go, diffMaps and what it calls.
struct StrategicDiff {
    /// Leave changes and additions out.
    var ignoresAdditions = false
    /// Leave deletions out.
    var ignoresDeletions = false
    /// Name the keys that stay, for the map at hand.
    private var buildsRetainKeys = false

    init(ignoresAdditions: Bool = false, ignoresDeletions: Bool = false) {
        self.ignoresAdditions = ignoresAdditions
        self.ignoresDeletions = ignoresDeletions
    }

    /// The patch from `original` to `modified`; empty when they do not differ.
    func maps(_ original: ValueMap, _ modified: ValueMap, _ type: SchemaType) throws(PatchError) -> ValueMap {
        var patch = ValueMap()
        for entry in modified {
            guard let old = original[entry.key] else {
                if !ignoresAdditions { patch[entry.key] = entry.value }
                continue
            }
            if bytesEqual(entry.key, Directive.marker) {
                if old != entry.value { patch[entry.key] = entry.value }
                continue
            }
            try field(entry.key, old, entry.value, type, &patch)
        }
        if !ignoresDeletions {
            for entry in original where !modified.contains(key: entry.key) { patch[entry.key] = .null }
        }
        if buildsRetainKeys {
            let kept = modified.filter { !$0.value.isNull }.keys
            let hasRemovals = original.contains { !modified.contains(key: $0.key) }
            if !kept.isEmpty, !patch.isEmpty || hasRemovals {
                patch[Directive.retainKeys] = .list(kept.map { .string($0) })
            }
        }
        return patch
    }

    private func field(
        _ key: String, _ original: Value, _ modified: Value, _ type: SchemaType, _ patch: inout ValueMap
    ) throws(PatchError) {
        switch (original, modified) {
        case (.map(let old), .map(let new)):
            guard let field = try lookup(key, original, modified, type) else { return }
            if field.strategy.contains(.replace) {
                if !ignoresAdditions { patch[key] = modified }
                return
            }
            let inner = try nested(field).maps(old, new, field.type)
            if !inner.isEmpty { patch[key] = .map(inner) }
        case (.list(let old), .list(let new)):
            guard let field = try lookup(key, original, modified, type) else { return }
            guard field.strategy.contains(.merge) else {
                if !ignoresAdditions, original != modified { patch[key] = modified }
                return
            }
            let difference = try nested(field).lists(old, new, field)
            if !difference.changes.isEmpty { patch[key] = .list(difference.changes) }
            if !difference.deletions.isEmpty {
                patch["\(Directive.deleteFromPrimitiveList)/\(key)"] = .list(difference.deletions)
            }
            if !difference.order.isEmpty { patch["\(Directive.setElementOrder)/\(key)"] = .list(difference.order) }
        default:
            if !ignoresAdditions, original != modified { patch[key] = modified }
        }
    }

    /// The field's rules; nil when it is not declared and does not differ either.
    private func lookup(
        _ key: String, _ original: Value, _ modified: Value, _ type: SchemaType
    ) throws(PatchError) -> PatchField? {
        do {
            return try PatchField.lookup(key, in: type)
        } catch {
            if original == modified { return nil }
            throw error
        }
    }

    private func nested(_ field: PatchField) -> Self {
        var copy = self
        copy.buildsRetainKeys = field.strategy.contains(.retainKeys)
        return copy
    }

    private struct ListDifference {
        var changes: [Value] = []
        var deletions: [Value] = []
        var order: [Value] = []
    }

    private func lists(_ original: [Value], _ modified: [Value], _ field: PatchField) throws(PatchError)
        -> ListDifference
    {
        if original.isEmpty {
            return modified.isEmpty || ignoresAdditions ? ListDifference() : ListDifference(changes: modified)
        }
        guard try ListOrder.areMaps(original, modified) else { return try scalars(original, modified) }
        guard let key = field.mergeKey else {
            throw PatchError(.invalid, "cannot merge lists without merge key for struct")
        }
        var result = ListDifference()
        let (changed, deletions) = try objects(original, modified, key, field.type)
        result.changes = try ListOrder.sorted(changed, by: modified, key) + deletions
        let isSameOrder = ListOrder.identities(original, key) == ListOrder.identities(modified, key)
        let hasChanges = !result.changes.isEmpty
        if !ignoresAdditions && (hasChanges || !isSameOrder) || !ignoresDeletions && hasChanges {
            for element in modified { result.order.append([key: try element.mergeValue(key)]) }
        }
        return result
    }

    private func scalars(_ original: [Value], _ modified: [Value]) throws(PatchError) -> ListDifference {
        var result = ListDifference()
        let (old, new) = (ListOrder.sortedScalars(original), ListOrder.sortedScalars(modified))
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            let order =
                i == old.count ? 1 : j == new.count ? -1 : compareBytes(old[i].sortText, new[j].sortText)
            if order < 0 {
                if !ignoresDeletions { result.deletions.append(old[i]) }
                i += 1
            } else if order > 0 {
                if !ignoresAdditions { result.changes.append(new[j]) }
                j += 1
            } else {
                i += 1
                j += 1
            }
        }
        result.deletions = ListOrder.deduplicated(result.deletions)
        result.changes = try ListOrder.sorted(result.changes, by: modified, nil)
        if !ignoresDeletions && !result.deletions.isEmpty || !ignoresAdditions && original != modified {
            result.order = modified
        }
        return result
    }

    /// Changes and deletions of elements, matched by the text of their key.
    private func objects(
        _ original: [Value], _ modified: [Value], _ key: String, _ type: SchemaType
    ) throws(PatchError) -> (changes: [Value], deletions: [Value]) {
        let old = try ListOrder.keyed(original, key)
        let new = try ListOrder.keyed(modified, key)
        var changes: [Value] = []
        var deletions: [Value] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            let order = i == old.count ? 1 : j == new.count ? -1 : compareBytes(old[i].text, new[j].text)
            if order == 0 {
                var patch = try maps(old[i].map, new[j].map, type)
                if !patch.isEmpty {
                    patch[key] = new[j].value
                    changes.append(.map(patch))
                }
                i += 1
                j += 1
            } else if order > 0 {
                if !ignoresAdditions { changes.append(.map(new[j].map)) }
                j += 1
            } else {
                if !ignoresDeletions {
                    deletions.append([key: old[i].value, Directive.marker: .string(Directive.delete)])
                }
                i += 1
            }
        }
        return (changes, deletions)
    }
}

extension ListOrder {
    struct KeyedElement {
        let text: String
        let value: Value
        let map: ValueMap
    }

    /// The elements sorted by the text of their merge key.
    static func keyed(_ list: [Value], _ key: String) throws(PatchError) -> [KeyedElement] {
        var result: [KeyedElement] = []
        for element in list {
            let value = try element.mergeValue(key)
            result.append(KeyedElement(text: value.sortText, value: value, map: try element.asMap()))
        }
        return result.enumerated().sorted {
            let order = compareBytes($0.element.text, $1.element.text)
            return order == 0 ? $0.offset < $1.offset : order < 0
        }.map(\.element)
    }

    static func identities(_ list: [Value], _ key: String) -> [ScalarKey] { list.map { identity($0, key) } }
}
