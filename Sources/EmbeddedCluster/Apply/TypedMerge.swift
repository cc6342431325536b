import HelmValues
import KubeSchema

/// Merges an applied configuration into an object, and takes fields out of one.
///
/// Rules: structured-merge-diff, typed/merge.go and typed/remove.go.
enum TypedMerge {
    /// `new` merged into `old`; nil when nothing is left.
    static func merged(_ old: Value?, _ new: Value?, _ type: SchemaType) -> Value? {
        let shape = TypedShape(type, new == nil || new?.isNull == true ? old : new)
        switch shape {
        case .leaf:
            return new ?? old
        case .items(let list):
            let (before, after) = (old?.listValue ?? [], new?.listValue ?? [])
            if before.isEmpty, after.isEmpty { return new ?? old }
            let result = items(before, after, list)
            return result.isEmpty ? Value?.none : .list(result)
        case .fields:
            let (before, after) = (old?.mapValue ?? [:], new?.mapValue ?? [:])
            if before.isEmpty, after.isEmpty { return new ?? old }
            var pairs: [(key: String, value: Value)] = []
            for entry in before {
                let value = merged(entry.value, after[entry.key], type.child(entry.key))
                if let value { pairs.append((entry.key, value)) }
            }
            for entry in after where !before.contains(key: entry.key) {
                if let value = merged(nil, entry.value, type.child(entry.key)) { pairs.append((entry.key, value)) }
            }
            return pairs.isEmpty ? Value?.none : .map(ValueMap(pairs: pairs))
        }
    }

    /// The order of the applied list holds; what only the old one has keeps its place between what both have.
    private static func items(_ old: [Value], _ new: [Value], _ list: ListType) -> [Value] {
        let left = old.map { (key: try? PathElement.item($0, of: list).get(), value: $0) }
        let right = new.map { (key: try? PathElement.item($0, of: list).get(), value: $0) }
        var counts: [String: Int] = [:]
        var oldValues: [String: Value] = [:]
        for item in left { if let key = item.key { counts[key, default: 0] += 1; oldValues[key] = item.value } }
        // Duplicates in the old list are not merged with the new element.
        for (key, count) in counts where count > 1 { oldValues[key] = .null }
        let newKeys = Set(right.compactMap(\.key))
        var shared = right.compactMap(\.key).filter { counts[$0] != nil }[...]
        var nextShared = shared.popFirst()
        var placed: Set<String> = []
        var result: [Value] = []
        func take(_ item: (key: String?, value: Value)) {
            if let key = item.key { placed.insert(key) }
            let before = item.key.flatMap { oldValues[$0] }
            if let value = merged(before?.isNull == true ? Value?.none : before, item.value, list.element) {
                result.append(value)
            }
        }
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            if i < left.count, j < right.count {
                if left[i].key == right[j].key {
                    take(right[j])
                    i += 1
                    j += 1
                    nextShared = shared.popFirst()
                    continue
                }
                if let key = left[i].key, newKeys.contains(key), let wanted = nextShared, wanted != key {
                    // A shared element, but not the one whose turn it is.
                    i += 1
                    continue
                }
            }
            if i < left.count {
                let key = left[i].key
                if key == nil || !newKeys.contains(key ?? "") {
                    if let value = merged(left[i].value, nil, list.element) { result.append(value) }
                    i += 1
                    continue
                } else if let key, placed.contains(key) {
                    i += 1
                }
            }
            if j < right.count {
                take(right[j])
                if let wanted = nextShared, wanted == right[j].key { nextShared = shared.popFirst() }
                j += 1
            }
        }
        return result
    }

    /// `value` without the fields of `set`. What loses all its content becomes null.
    static func removing(_ set: FieldSet, from value: Value, _ type: SchemaType) -> Value {
        switch TypedShape(type, value) {
        case .leaf:
            // Asked for only when fields inside a leaf are to go: lists and maps go as a whole then.
            switch value {
            case .list, .map: return .null
            default: return value
            }
        case .items(let list):
            guard case .list(let elements) = value else { return .null }
            var kept: [Value] = []
            for element in elements {
                guard let key = try? PathElement.item(element, of: list).get() else {
                    kept.append(element)
                    continue
                }
                if set.contains(key) { continue }
                let inner = set.below(key)
                kept.append(inner.isEmpty ? element : removing(inner, from: element, list.element))
            }
            return kept.isEmpty ? .null : .list(kept)
        case .fields:
            guard case .map(let map) = value else { return .null }
            var pairs: [(key: String, value: Value)] = []
            for entry in map {
                let key = PathElement.field(entry.key)
                if set.contains(key) { continue }
                let inner = set.below(key)
                let kept = inner.isEmpty ? entry.value : removing(inner, from: entry.value, type.child(entry.key))
                pairs.append((entry.key, kept))
            }
            return pairs.isEmpty ? .null : .map(ValueMap(pairs: pairs))
        }
    }
}
