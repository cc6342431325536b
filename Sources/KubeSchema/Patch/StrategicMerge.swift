internal import HelmValues

/// Merges a strategic merge patch into an object, or into another patch.
///
/// Rules: apimachinery, strategicpatch/patch.go, mergeMap and what it calls.
struct StrategicMerge {
    /// Whether the parallel lists (`$setElementOrder`, `$deleteFromPrimitiveList`, `$retainKeys`) are carried out.
    /// Merging a patch into a patch keeps them.
    let carriesOutDirectives: Bool
    /// Whether a null for a missing key vanishes.
    let dropsUnmatchedNulls: Bool

    static let intoObject = StrategicMerge(carriesOutDirectives: true, dropsUnmatchedNulls: true)
    static let intoPatch = StrategicMerge(carriesOutDirectives: false, dropsUnmatchedNulls: false)

    func maps(_ original: ValueMap, _ patch: ValueMap, _ type: SchemaType) throws(PatchError) -> ValueMap {
        var (original, patch) = (original, patch)
        if let directive = patch[Directive.marker] {
            if directive == .string(Directive.replace) {
                patch[Directive.marker] = nil
                return patch
            }
            if directive == .string(Directive.delete) { return [:] }
            throw unknownDirective(directive, patch)
        }
        try retainKeys(&original, &patch)
        try orderedLists(&original, &patch, type)
        for entry in patch { try field(entry.key, entry.value, &original, type) }
        return original
    }

    private func unknownDirective(_ directive: Value, _ patch: ValueMap) -> PatchError {
        PatchError(.invalid, "unknown patch type: \(directive.sketch) in map: \(Value.map(patch).sketch)")
    }

    private func retainKeys(_ original: inout ValueMap, _ patch: inout ValueMap) throws(PatchError) {
        guard let retained = patch[Directive.retainKeys] else { return }
        patch[Directive.retainKeys] = nil
        guard carriesOutDirectives else {
            if let present = original[Directive.retainKeys], present != retained {
                throw PatchError(
                    .invalid,
                    "\(present.sketch) and \(retained.sketch) are not deep equal: "
                        + "this may happen when calculating the 3-way diff patch"
                )
            }
            original[Directive.retainKeys] = retained
            return
        }
        guard case .list(let keys) = retained else {
            throw PatchError(.invalid, "invalid patch format of retainKeys")
        }
        let kept = Set(keys.map(ScalarKey.init))
        for entry in patch where !entry.value.isNull {
            if Directive.isPrimitiveDeletion(entry.key) || Directive.isElementOrder(entry.key) { continue }
            guard kept.contains(ScalarKey(.string(entry.key))) else {
                throw PatchError(.invalid, "invalid patch format of retainKeys")
            }
        }
        original = original.filter { kept.contains(ScalarKey(.string($0.key))) }
    }

    /// Merges the lists for which the patch gives an order.
    private func orderedLists(
        _ original: inout ValueMap, _ patch: inout ValueMap, _ type: SchemaType
    ) throws(PatchError) {
        let badOrder = "invalid patch format of setElementOrder list"
        for entry in patch where Directive.isElementOrder(entry.key) {
            if !carriesOutDirectives {
                if let present = original[entry.key], present != entry.value { throw PatchError(.invalid, badOrder) }
                original[entry.key] = entry.value
            }
            patch[entry.key] = nil
            let order = try entry.value.asList()
            let key = try Directive.field(entry.key, prefix: Directive.setElementOrder, error: badOrder)
            let originalList = try original[key]?.asList()
            let patchList = try patch[key]?.asList()
            let field = try PatchField.lookup(key, in: type)
            try checkOrder(of: patchList ?? [], order, field.mergeKey)
            var merged: [Value]
            switch (originalList, patchList) {
            case (nil, nil): continue
            case (let list?, nil): merged = list
            case (nil, let list?): merged = Self.withoutDirectives(.list(list))?.listValue ?? []
            case (let old?, let new?): merged = try list(old, new, field, isDeletion: false)
            }
            let isKeyed = try ListOrder.areMaps(originalList ?? [], patchList ?? [])
            let mergeKey = isKeyed ? field.mergeKey : nil
            let (ordered, serverOnly) = try ListOrder.partitioned(merged, by: order, mergeKey)
            merged = try ListOrder.merged(
                patch: ordered, serverOnly: serverOnly, patchOrder: order, serverOrder: originalList ?? [],
                mergeKey: mergeKey
            )
            original[key] = .list(merged)
            patch[key] = nil
        }
    }

    /// The patch's elements must come in the order that it asks for.
    private func checkOrder(of list: [Value], _ order: [Value], _ mergeKey: String?) throws(PatchError) {
        guard !list.isEmpty, !order.isEmpty else { return }
        let elements = mergeKey == nil ? list : list.filter { !ListOrder.isDeletion($0) }
        var index = 0
        var place = 0
        while index < elements.count, place < order.count {
            if elements[index][Directive.marker] != nil {
                index += 1
                continue
            }
            if let mergeKey {
                if try elements[index].mergeValue(mergeKey) == order[place].mergeValue(mergeKey) { index += 1 }
            } else if elements[index] == order[place] {
                index += 1
            }
            place += 1
        }
        if index < elements.count {
            throw PatchError(
                .invalid,
                "The order in patch list:\n\(Value.list(list).sketch)\n doesn't match \(Directive.setElementOrder) list:\n"
                    + "\(Value.list(order).sketch)\n"
            )
        }
    }

    private func field(
        _ patchKey: String, _ value: Value, _ original: inout ValueMap, _ type: SchemaType
    ) throws(PatchError) {
        var key = patchKey
        let isDeletion = Directive.isPrimitiveDeletion(key)
        if isDeletion {
            guard carriesOutDirectives else {
                original[key] = value
                return
            }
            key = try Directive.field(
                key, prefix: Directive.deleteFromPrimitiveList, error: "invalid patch format of primitive list"
            )
        }
        if value.isNull {
            original[key] = nil
            if dropsUnmatchedNulls { return }
        }
        switch (original[key], value) {
        case (.map(let old)?, .map(let new)):
            let field = try PatchField.lookup(key, in: type)
            original[key] = .map(field.strategy.contains(.replace) ? new : try maps(old, new, field.type))
        case (.list(let old)?, .list(let new)):
            original[key] = .list(try list(old, new, try PatchField.lookup(key, in: type), isDeletion: isDeletion))
        default:
            guard !isDeletion else { return }
            let kept = dropsUnmatchedNulls ? Self.withoutNulls(value) : value
            original[key] = Self.withoutDirectives(kept)
        }
    }

    private func list(
        _ original: [Value], _ patch: [Value], _ field: PatchField, isDeletion: Bool
    ) throws(PatchError) -> [Value] {
        guard field.strategy.contains(.merge) || isDeletion else { return patch }
        if original.isEmpty, patch.isEmpty { return original }
        guard try ListOrder.areMaps(original, patch) else {
            if carriesOutDirectives, isDeletion {
                let deleted = Set(patch.map(ScalarKey.init))
                return original.filter { !deleted.contains(ScalarKey($0)) }
            }
            let merged = ListOrder.deduplicated(original + patch)
            let (ordered, serverOnly) = try ListOrder.partitioned(merged, by: patch, nil)
            return try ListOrder.merged(
                patch: ordered, serverOnly: serverOnly, patchOrder: patch, serverOrder: original, mergeKey: nil
            )
        }
        guard let key = field.mergeKey else {
            throw PatchError(.invalid, "cannot merge lists without merge key for struct")
        }
        let (kept, changes) = try specialElements(original, patch, key)
        let merged = try elements(kept, changes, key, field.type)
        let (ordered, serverOnly) = try ListOrder.partitioned(merged, by: changes, key)
        return try ListOrder.merged(
            patch: ordered, serverOnly: serverOnly, patchOrder: changes, serverOrder: kept, mergeKey: key
        )
    }

    /// Carries out `$patch` elements: the original without deleted elements, and the patch without directives.
    private func specialElements(
        _ original: [Value], _ patch: [Value], _ key: String
    ) throws(PatchError) -> (kept: [Value], changes: [Value]) {
        var kept = original
        var changes: [Value] = []
        var replaces = false
        for element in patch {
            switch element[Directive.marker] {
            case nil:
                changes.append(element)
            case .string(Directive.delete)?:
                let value = try element.mergeValue(key)
                kept.removeAll { $0[key] == value }
            case .string(Directive.replace)?:
                replaces = true
            case .string(Directive.merge)?:
                throw PatchError(.invalid, "merging lists cannot yet be specified in the patch")
            case let directive?:
                throw unknownDirective(directive, try element.asMap())
            }
        }
        return replaces ? (changes, []) : (kept, changes)
    }

    private func elements(
        _ original: [Value], _ changes: [Value], _ key: String, _ type: SchemaType
    ) throws(PatchError) -> [Value] {
        var result = original
        var places = ListOrder.places(original, key)
        for change in changes {
            let identity = ScalarKey(try change.mergeValue(key))
            if let place = places[identity] {
                result[place] = .map(try maps(try result[place].asMap(), try change.asMap(), type))
            } else {
                places[identity] = result.count
                result.append(change)
            }
        }
        return result
    }

    /// The value without maps that carry a directive; nil when it is one itself.
    static func withoutDirectives(_ value: Value) -> Value? {
        switch value {
        case .map(let map):
            if map.contains(key: Directive.marker) { return nil }
            var pairs: [(key: String, value: Value)] = []
            for entry in map { if let kept = withoutDirectives(entry.value) { pairs.append((entry.key, kept)) } }
            return .map(ValueMap(pairs: pairs))
        case .list(let list):
            return .list(list.compactMap(withoutDirectives))
        default:
            return value
        }
    }

    /// The value without keys that are null, at any depth.
    static func withoutNulls(_ value: Value) -> Value {
        switch value {
        case .map(let map): .map(map.filter { !$0.value.isNull }.mapValues(withoutNulls))
        case .list(let list): .list(list.map(withoutNulls))
        default: value
        }
    }
}
