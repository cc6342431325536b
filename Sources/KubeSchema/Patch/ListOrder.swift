internal import HelmValues

/// Ordering and matching of the elements of lists that merge. `mergeKey` is nil for lists of scalars.
enum ListOrder {
    /// The identity of an element.
    static func identity(_ element: Value, _ mergeKey: String?) -> ScalarKey {
        guard let mergeKey else { return ScalarKey(element) }
        return ScalarKey(element[mergeKey] ?? .null)
    }

    /// The first place of each identity in `list`.
    static func places(_ list: [Value], _ mergeKey: String?) -> [ScalarKey: Int] {
        var places: [ScalarKey: Int] = [:]
        for (index, element) in list.enumerated() {
            let key = identity(element, mergeKey)
            if places[key] == nil { places[key] = index }
        }
        return places
    }

    /// Whether the element is one to be deleted.
    static func isDeletion(_ element: Value) -> Bool { element[Directive.marker] == .string(Directive.delete) }

    /// `list` sorted as `order` has its elements; elements to be deleted go last.
    static func sorted(_ list: [Value], by order: [Value], _ mergeKey: String?) throws(PatchError) -> [Value] {
        var kept = list
        var deleted: [Value] = []
        if let mergeKey {
            for element in list + order { _ = try element.mergeValue(mergeKey) }
            kept = list.filter { !isDeletion($0) }
            deleted = list.filter(isDeletion)
        }
        let places = places(order, mergeKey)
        let keyed = kept.enumerated().map { (places[identity($1, mergeKey)] ?? Int.max, $0, $1) }
        return keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2) + deleted
    }

    /// Merges what the patch orders with what only the server has, keeping the order within both.
    static func merged(
        patch: [Value], serverOnly: [Value], patchOrder: [Value], serverOrder: [Value], mergeKey: String?
    ) throws(PatchError) -> [Value] {
        let right = try sorted(patch, by: patchOrder, mergeKey)
        let left = try sorted(serverOnly, by: serverOrder, mergeKey)
        let places = places(serverOrder, mergeKey)
        var result: [Value] = []
        result.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            let leftPlace = places[identity(left[i], mergeKey)]
            let rightPlace = places[identity(right[j], mergeKey)]
            if let leftPlace, let rightPlace, leftPlace < rightPlace {
                result.append(left[i])
                i += 1
            } else {
                result.append(right[j])
                j += 1
            }
        }
        return result + left[i...] + right[j...]
    }

    /// Splits `list` into the elements whose identity `other` has and the rest.
    static func partitioned(
        _ list: [Value], by other: [Value], _ mergeKey: String?
    ) throws(PatchError) -> (present: [Value], absent: [Value]) {
        let places = places(other, mergeKey)
        var present: [Value] = []
        var absent: [Value] = []
        for element in list {
            if let mergeKey { _ = try element.mergeValue(mergeKey) }
            if places[identity(element, mergeKey)] == nil { absent.append(element) } else { present.append(element) }
        }
        return (present, absent)
    }

    /// Whether the elements of `lists` are maps. All must be of one kind, and no lists.
    static func areMaps(_ lists: [Value]...) throws(PatchError) -> Bool {
        var kind: Value?
        for element in lists.joined() {
            if case .list = element { throw PatchError(.invalid, "lists of lists are not supported") }
            if let kind, kind.patchKind != element.patchKind {
                let texts = lists.map { Value.list($0).sketch }.joined(separator: " ")
                throw PatchError(.typeMismatch, "list element types are not identical: [\(texts)]")
            }
            kind = element
        }
        guard let kind, !kind.isNull else {
            throw PatchError(.invalid, "no elements in any of the given slices")
        }
        if case .map = kind { return true }
        return false
    }

    /// `scalars` without duplicates; as in Kubernetes, the last element takes a duplicate's place.
    static func deduplicated(_ scalars: [Value]) -> [Value] {
        var list = scalars
        guard list.count <= 2048 else {
            // The rule above costs the square of the length: long lists keep their order instead.
            var seen: Set<ScalarKey> = []
            return list.filter { seen.insert(ScalarKey($0)).inserted }
        }
        var first = 0
        while first < list.count {
            var second = first + 1
            while second < list.count {
                if list[first] == list[second] {
                    list[second] = list[list.count - 1]
                    list.removeLast()
                } else {
                    second += 1
                }
            }
            first += 1
        }
        return list
    }

    /// Sorted by their text.
    static func sortedScalars(_ list: [Value]) -> [Value] {
        list.map { ($0.sortText, $0) }.sorted { compareBytes($0.0, $1.0) < 0 }.map(\.1)
    }
}
