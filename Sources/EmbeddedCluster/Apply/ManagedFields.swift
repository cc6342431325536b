import HelmValues
import KubeSchema

/// Who owns which fields of an object: `metadata.managedFields` in memory.
struct ManagedFields: Sendable, Equatable {
    /// One owner.
    struct Owner: Hashable, Sendable {
        var manager: String
        /// `Apply` or `Update`.
        var isApply: Bool
        /// What an updater used; an applier is one owner whatever version it uses, so its version is empty.
        var apiVersion: String
        var subresource: String
    }

    struct Entry: Sendable, Equatable {
        var fields: FieldSet
        var apiVersion: String
        var time: String?
    }

    var entries: [Owner: Entry] = [:]

    /// Reads `managedFields`. Nil when it is malformed, as an API server then takes nothing to be owned.
    init?(_ value: Value?) {
        guard case .list(let list)? = value else { return }
        for item in list {
            guard let operation = item["operation"]?.stringValue, operation == "Apply" || operation == "Update",
                let apiVersion = item["apiVersion"]?.stringValue, !apiVersion.isEmpty,
                item["fieldsType"]?.stringValue == "FieldsV1", let fields = FieldSet(item["fieldsV1"] ?? [:])
            else { return nil }
            let isApply = operation == "Apply"
            let owner = Owner(
                manager: item["manager"]?.stringValue ?? "", isApply: isApply, apiVersion: isApply ? "" : apiVersion,
                subresource: item["subresource"]?.stringValue ?? ""
            )
            entries[owner] = Entry(fields: fields, apiVersion: apiVersion, time: item["time"]?.stringValue)
        }
    }

    init() {}

    /// The stored form, in the API server's order; nil when nothing is owned.
    var value: Value? {
        if entries.isEmpty { return nil }
        let sorted = entries.sorted { left, right in
            if left.key.isApply != right.key.isApply { return left.key.isApply }
            let pairs = [
                (left.value.time ?? "", right.value.time ?? ""), (left.key.manager, right.key.manager),
                (left.value.apiVersion, right.value.apiVersion), (left.key.subresource, right.key.subresource),
            ]
            return pairs.map { compareBytes($0, $1) }.first { $0 != 0 } ?? 0 < 0
        }
        return .list(
            sorted.map { owner, entry in
                var item: Value = [
                    "manager": .string(owner.manager), "operation": .string(owner.isApply ? "Apply" : "Update"),
                    "apiVersion": .string(entry.apiVersion), "fieldsType": "FieldsV1",
                    "fieldsV1": entry.fields.fieldsV1,
                ]
                if let time = entry.time { item["time"] = .string(time) }
                if !owner.subresource.isEmpty { item["subresource"] = .string(owner.subresource) }
                return item
            }
        )
    }

    /// All fields that anyone owns.
    var all: FieldSet { entries.values.reduce(FieldSet()) { $0.union($1.fields) } }

    /// Whether the owners and what they own are the same, whenever it was.
    func ownsTheSame(as other: ManagedFields) -> Bool {
        entries.count == other.entries.count
            && entries.allSatisfy { owner, entry in
                guard let match = other.entries[owner] else { return false }
                return match.fields == entry.fields && match.apiVersion == entry.apiVersion
            }
    }

    /// Takes what changed away from everyone but `owner`. Rules: merge/update.go, update.
    ///
    /// - Returns: what the others own of the changes, unless `force`; nothing is taken away then.
    mutating func disown(_ changes: TypedComparison, except owner: Owner?, force: Bool) -> [(Owner, FieldSet)] {
        let changed = changes.modified.union(changes.added)
        var conflicts: [(Owner, FieldSet)] = []
        for (other, entry) in entries where other != owner {
            let conflict = entry.fields.intersection(changed)
            if !conflict.isEmpty { conflicts.append((other, conflict)) }
        }
        if !force, !conflicts.isEmpty { return conflicts }
        for (other, entry) in entries where other != owner {
            let kept = entry.fields.subtracting(changed).subtracting(changes.removed)
            entries[other]?.fields = kept
            if kept.isEmpty { entries[other] = nil }
        }
        if let owner, entries[owner]?.fields.isEmpty == true { entries[owner] = nil }
        return []
    }

    /// Merges the oldest updaters of a version when there are more than ten (`ancient-changes`).
    mutating func capUpdaters(at limit: Int = 10) {
        let updaters = entries.filter { !$0.key.isApply }.sorted {
            let order = compareBytes($0.value.time ?? "", $1.value.time ?? "")
            return order == 0 ? compareBytes($0.key.manager, $1.key.manager) < 0 : order < 0
        }
        var count = updaters.count
        var first: [String: Owner] = [:]
        for (owner, entry) in updaters where count > limit {
            let bucket = Owner(
                manager: "ancient-changes", isApply: false, apiVersion: entry.apiVersion, subresource: ""
            )
            guard let earlier = first[entry.apiVersion] else {
                first[entry.apiVersion] = owner
                continue
            }
            if entries[bucket] == nil, let merged = entries[earlier] {
                entries[earlier] = nil
                entries[bucket] = merged
            }
            guard let merged = entries[bucket] else { continue }
            entries[owner] = nil
            entries[bucket] = Entry(
                fields: merged.fields.union(entry.fields), apiVersion: entry.apiVersion, time: entry.time
            )
            count -= 1
        }
    }
}

extension ManagedFields.Owner {
    /// As conflict messages name an owner.
    var description: String {
        var text = GoQuote.quoted(manager)
        if !subresource.isEmpty { text += " with subresource \(GoQuote.quoted(subresource))" }
        return isApply ? text : "\(text) using \(apiVersion)"
    }

    /// The identifier by which the API server sorts owners in messages: a JSON text.
    var sortKey: String {
        var text = "{\"manager\":\(GoQuote.quoted(manager)),\"operation\":\"\(isApply ? "Apply" : "Update")\""
        if !isApply { text += ",\"apiVersion\":\"\(apiVersion)\"" }
        if !subresource.isEmpty { text += ",\"subresource\":\"\(subresource)\"" }
        return text + "}"
    }
}

extension ApplyError {
    /// The 409 of an apply. Rules: managedfields/internal/conflict.go.
    init(conflicts: [(owner: ManagedFields.Owner, fields: FieldSet)]) {
        let sorted = conflicts.sorted { compareBytes($0.owner.sortKey, $1.owner.sortKey) < 0 }
        var causes: [Cause] = []
        var lines: [String] = []
        for conflict in sorted {
            lines.append("conflicts with \(conflict.owner.description):")
            for path in conflict.fields.paths {
                let field = PathElement.display(path: path)
                causes.append(Cause(message: "conflict with \(conflict.owner.description)", field: field))
                lines.append("- \(field)")
            }
        }
        let message: String
        if causes.count == 1, let only = causes.first {
            message = "Apply failed with 1 conflict: \(only.message): \(only.field)"
        } else {
            message = "Apply failed with \(causes.count) conflicts: \(lines.joined(separator: "\n"))"
        }
        self.init(.conflict, message, causes: causes)
    }
}
