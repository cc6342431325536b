import HelmValues

/// Writes objects as the tables that `kubectl get` shows.
struct TableWriter: Sendable {
    let resource: ServedResource
    /// Of meta.k8s.io.
    let version: String
    /// What each row carries of its object: `Metadata`, `Object` or `None`.
    let includeObject: String

    /// One column: what it is called and what it shows of an object.
    struct Column: Sendable {
        let name: String
        var type = "string"
        var format = ""
        var description = ""
        /// Columns above 0 are only shown in wide tables.
        var priority = 0
        let cell: @Sendable (Value, Int64) -> Value
    }

    func value(of objects: [StoredObject], list: ValueMap, hasColumns: Bool = true) -> Value {
        let columns = TableColumns.columns(of: resource)
        let now = Timestamp.seconds(Timestamp.now()) ?? 0
        return [
            "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": .map(list),
            "columnDefinitions": hasColumns ? .list(columns.map(definition)) : .null,
            "rows": .list(objects.map { row($0, columns, now) }),
        ]
    }

    private func definition(_ column: Column) -> Value {
        [
            "name": .string(column.name), "type": .string(column.type), "format": .string(column.format),
            "description": .string(column.description), "priority": .int(Int64(column.priority)),
        ]
    }

    private func row(_ object: StoredObject, _ columns: [Column], _ now: Int64) -> Value {
        var row: ValueMap = ["cells": .list(columns.map { $0.cell(object.value, now) })]
        switch includeObject {
        case "None": break
        case "Object": row["object"] = object.value(as: resource.apiVersion)
        default: row["object"] = ObjectWriter.metadata(object, version: version, isListed: true)
        }
        return .map(row)
    }
}

/// How long ago something was, as kubectl shows it.
///
/// apimachinery: pkg/util/duration, HumanDuration.
enum Age {
    static func text(since time: Value?, now: Int64) -> Value {
        guard let start = time?.stringValue.flatMap(Timestamp.seconds) else { return "<unknown>" }
        return .string(text(seconds: now - start))
    }

    static func text(seconds: Int64) -> String {
        if seconds < 0 { return "0s" }
        if seconds < 120 { return "\(seconds)s" }
        let minutes = seconds / 60
        if minutes < 10 { return seconds % 60 == 0 ? "\(minutes)m" : "\(minutes)m\(seconds % 60)s" }
        if minutes < 180 { return "\(minutes)m" }
        let hours = minutes / 60
        if hours < 8 { return minutes % 60 == 0 ? "\(hours)h" : "\(hours)h\(minutes % 60)m" }
        if hours < 48 { return "\(hours)h" }
        let days = hours / 24
        if hours < 192 { return hours % 24 == 0 ? "\(days)d" : "\(days)d\(hours % 24)h" }
        if days < 730 { return "\(days)d" }
        let years = days / 365
        if years < 8 { return days % 365 == 0 ? "\(years)y" : "\(years)y\(days % 365)d" }
        return "\(years)y"
    }
}
