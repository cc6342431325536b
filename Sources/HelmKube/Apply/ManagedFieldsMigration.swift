internal import HelmValues

/// Turns the fields that a manager owns by Update into fields that it applies (client-go: util/csaupgrade).
///
/// Without it, fields that leave the manifest would stay: the Update entry would still own them.
enum ManagedFieldsMigration {
    static func isNeeded(_ live: Value, _ manager: String) -> Bool {
        entries(live).contains { isUpdate($0, manager) }
    }

    /// The JSON patch; nil when there is nothing to do.
    static func patch(_ live: Value, manager: String) -> Value? {
        let all = entries(live)
        guard all.contains(where: { isUpdate($0, manager) }) else { return nil }
        let migrated = migrate(all, manager)
        return [
            ["op": "replace", "path": "/metadata/managedFields", "value": .list(migrated)],
            [
                "op": "replace", "path": "/metadata/resourceVersion",
                "value": live[path: ["metadata", "resourceVersion"]] ?? "",
            ],
        ]
    }

    private static func entries(_ live: Value) -> [Value] {
        live[path: ["metadata", "managedFields"]]?.listValue ?? []
    }

    private static func isUpdate(_ entry: Value, _ manager: String) -> Bool {
        entry["manager"]?.stringValue == manager && entry["operation"]?.stringValue == "Update"
            && entry["subresource"]?.stringValue ?? "" == ""
    }

    private static func isApply(_ entry: Value, _ manager: String) -> Bool {
        entry["manager"]?.stringValue == manager && entry["operation"]?.stringValue == "Apply"
            && entry["subresource"]?.stringValue ?? "" == ""
    }

    /// csaupgrade.upgradedManagedFields: the Apply entry, or else the newest Update entry turned into one, takes over
    /// the fields of an Update entry of its API version; every Update entry goes.
    private static func migrate(_ entries: [Value], _ manager: String) -> [Value] {
        var result = entries
        let target: Int
        if let apply = result.firstIndex(where: { isApply($0, manager) }) {
            target = apply
        } else if let newest = result.firstIndex(where: { isUpdate($0, manager) }) {
            result[newest]["operation"] = "Apply"
            target = newest
        } else {
            return entries
        }
        let version = result[target]["apiVersion"]
        if let update = result.first(where: { isUpdate($0, manager) && $0["apiVersion"] == version }) {
            result[target]["fieldsV1"] = union(result[target]["fieldsV1"] ?? [:], update["fieldsV1"] ?? [:])
        }
        result.removeAll { isUpdate($0, manager) }
        return result
    }

    /// FieldsV1 trees: maps of maps.
    private static func union(_ left: Value, _ right: Value) -> Value {
        guard var result = left.mapValue, let other = right.mapValue else { return left }
        for entry in other { result[entry.key] = result[entry.key].map { union($0, entry.value) } ?? entry.value }
        return .map(result)
    }
}
