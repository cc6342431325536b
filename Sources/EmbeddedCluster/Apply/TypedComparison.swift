import HelmValues
import KubeSchema

/// The fields in which two objects differ. Rules: structured-merge-diff, typed/compare.go.
struct TypedComparison {
    private(set) var added = FieldSet()
    private(set) var modified = FieldSet()
    private(set) var removed = FieldSet()

    init(_ old: Value, _ new: Value, _ type: SchemaType) {
        compare(old, new, type, [])
    }

    /// Leaves `fields` and everything inside them out.
    mutating func ignore(_ fields: FieldSet) {
        added = added.subtractingWhole(fields)
        modified = modified.subtractingWhole(fields)
        removed = removed.subtractingWhole(fields)
    }

    private mutating func compare(_ old: Value?, _ new: Value?, _ type: SchemaType, _ path: [String]) {
        let oldShape = TypedShape(type, old)
        let newShape = TypedShape(type, new)
        if let old, let new, !old.isNull, !new.isNull, oldShape.kind != newShape.kind {
            visit(old, new, type, oldShape, path)
            visit(old, new, type, newShape, path)
        } else {
            visit(old, new, type, new == nil || new?.isNull == true ? oldShape : newShape, path)
        }
    }

    private mutating func visit(
        _ old: Value?, _ new: Value?, _ type: SchemaType, _ shape: TypedShape, _ path: [String]
    ) {
        switch shape {
        case .leaf:
            leaf(old, new, path)
            return
        case .items(let list):
            let (before, after) = (old?.listValue ?? [], new?.listValue ?? [])
            if before.isEmpty, after.isEmpty {
                leaf(old, new, path)
                return
            }
            items(before, after, list, path)
        case .fields:
            let (before, after) = (old?.mapValue ?? [:], new?.mapValue ?? [:])
            if before.isEmpty, after.isEmpty {
                leaf(old, new, path)
                return
            }
            for entry in before {
                let element = PathElement.field(entry.key)
                compare(entry.value, after[entry.key], type.child(entry.key), path + [element])
            }
            for entry in after where !before.contains(key: entry.key) {
                compare(nil, entry.value, type.child(entry.key), path + [PathElement.field(entry.key)])
            }
        }
        if old == nil { added.insert(path) } else if new == nil { removed.insert(path) }
    }

    private mutating func leaf(_ old: Value?, _ new: Value?, _ path: [String]) {
        if old == nil {
            added.insert(path)
        } else if new == nil {
            removed.insert(path)
        } else if old != new {
            modified.insert(path)
        }
    }

    private mutating func items(_ old: [Value], _ new: [Value], _ list: ListType, _ path: [String]) {
        var order: [String] = []
        var pairs: [String: (old: [Value], new: [Value])] = [:]
        func place(_ element: Value, _ add: (inout (old: [Value], new: [Value])) -> Void) {
            guard let key = try? PathElement.item(element, of: list).get() else { return }
            if pairs[key] == nil { order.append(key) }
            add(&pairs[key, default: ([], [])])
        }
        for element in old { place(element) { $0.old.append(element) } }
        for element in new { place(element) { $0.new.append(element) } }
        for key in order {
            guard let pair = pairs[key] else { continue }
            let itemPath = path + [key]
            switch (pair.old.count, pair.new.count) {
            case (...1, ...1):
                compare(pair.old.first, pair.new.first, list.element, itemPath)
            case (2..., 2...):
                if pair.old != pair.new { modified.insert(itemPath) }
            case (2..., _):
                if let only = pair.new.first { compare(nil, only, list.element, itemPath) }
                removed.insert(itemPath)
            default:
                if let only = pair.old.first { compare(only, nil, list.element, itemPath) }
                added.insert(itemPath)
            }
        }
    }
}
