internal import HelmValues
internal import KubeSchema

/// The patch that the client makes of old manifest, new manifest and live object (Helm: kube/client.go, createPatch).
enum ClientSidePatch {
    static func make(
        original: KubeObject, target: KubeObject, live: Value, isThreeWay: Bool
    ) throws(KubeError) -> (PatchType, Value) {
        do throws(PatchError) {
            if let type = TypeCatalog.kubernetes.type(of: target.kind) {
                let patch = try StrategicMergePatch.create(
                    original: original.value, modified: target.value, current: live, type: type)
                return (.strategicMerge, patch)
            }
            if isThreeWay {
                return (.merge, try threeWay(original: original.value, modified: target.value, current: live))
            }
            return (.merge, try JSONMergePatch.create(original: original.value, modified: target.value))
        } catch {
            throw KubeError(.patch, "failed to create patch: \(error.message)")
        }
    }

    /// Additions and changes from live to new, deletions from old to new (apimachinery: jsonmergepatch).
    private static func threeWay(original: Value, modified: Value, current: Value) throws(PatchError) -> Value {
        let changes = keeping(try JSONMergePatch.create(original: current, modified: modified), nulls: false)
        let deletions = keeping(try JSONMergePatch.create(original: original, modified: modified), nulls: true)
        return merged(deletions ?? .map([:]), changes ?? .map([:]))
    }

    /// The part of a patch that deletes, or the part that does not; nil when nothing is left.
    private static func keeping(_ patch: Value, nulls: Bool) -> Value? {
        guard case .map(let map) = patch else {
            // Not `? :`, whose nil would be `Value.null`.
            if patch.isNull == nulls { return patch }
            return nil
        }
        let entries: [(key: String, value: Value)] = map.compactMap { entry in
            keeping(entry.value, nulls: nulls).map { (entry.key, $0) }
        }
        if entries.isEmpty, !map.isEmpty { return nil }
        return .map(ValueMap(pairs: entries))
    }

    private static func merged(_ left: Value, _ right: Value) -> Value {
        guard var result = left.mapValue, let other = right.mapValue else { return right }
        for entry in other { result[entry.key] = result[entry.key].map { merged($0, entry.value) } ?? entry.value }
        return .map(result)
    }
}
