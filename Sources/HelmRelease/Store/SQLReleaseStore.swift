internal import HelmValues

/// Releases kept in PostgreSQL, in the tables that `helm` uses with `HELM_DRIVER=sql`.
///
/// Every write is one statement, labels included, so none is ever half done.
public struct SQLReleaseStore: ReleaseStore {
    private let database: SQLDatabase
    /// Empty for all namespaces.
    private let namespace: String
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - namespace: empty for all, which is good for lists only.
    ///   - now: seconds since 1970.
    public init(database: SQLDatabase, namespace: String, now: @escaping @Sendable () -> Int64) {
        self.database = database
        self.namespace = namespace
        self.now = now
    }

    // MARK: Writing

    public func create(_ release: Release) async throws(ReleaseError) {
        let parameters = try columns(of: release)
        let made = try await database.run(isRepeatable: false) { connection throws(SQLFailure) in
            try connection.execute(
                """
                WITH made AS (
                    INSERT INTO releases_v1 (key, namespace, body, name, version, status, createdAt, type, owner)
                    VALUES ($1, $2, $3, $4, $5::integer, $6, $7::integer, 'helm.sh/release.v1', 'helm')
                    ON CONFLICT DO NOTHING RETURNING key, namespace
                ), labels AS (
                    INSERT INTO custom_labels_v1 (releaseKey, releaseNamespace, key, value)
                    SELECT made.key, made.namespace, given.key, given.value
                    FROM made, unnest($8::text[], $9::text[]) AS given (key, value)
                )
                SELECT key FROM made
                """, parameters)
        }
        if made.isEmpty { throw ReleaseError(.alreadyExists, "release: already exists") }
    }

    public func update(_ release: Release) async throws(ReleaseError) {
        let parameters = try columns(of: release)
        let found = try await database.run(isRepeatable: false) { connection throws(SQLFailure) in
            try connection.execute(
                """
                WITH found AS (
                    UPDATE releases_v1
                    SET body = $3, name = $4, version = $5::integer, status = $6, modifiedAt = $7::integer,
                        owner = 'helm'
                    WHERE key = $1 AND namespace = $2 RETURNING key, namespace
                ), gone AS (
                    DELETE FROM custom_labels_v1 USING found
                    WHERE releaseKey = found.key AND releaseNamespace = found.namespace
                ), labels AS (
                    INSERT INTO custom_labels_v1 (releaseKey, releaseNamespace, key, value)
                    SELECT found.key, found.namespace, given.key, given.value
                    FROM found, unnest($8::text[], $9::text[]) AS given (key, value)
                )
                SELECT key FROM found
                """, parameters)
        }
        if found.isEmpty { throw ReleaseError(.notFound, "release: not found") }
    }

    public func delete(named name: String, revision: Int) async throws(ReleaseError) {
        let parameters = [RecordKey.text(name: name, revision: revision), namespace]
        let gone = try await database.run(isRepeatable: false) { connection throws(SQLFailure) in
            try connection.execute(
                """
                WITH gone AS (
                    DELETE FROM releases_v1 WHERE key = $1 AND namespace = $2 RETURNING key, namespace
                ), labels AS (
                    DELETE FROM custom_labels_v1 USING gone
                    WHERE releaseKey = gone.key AND releaseNamespace = gone.namespace
                )
                SELECT key FROM gone
                """, parameters)
        }
        if gone.isEmpty { throw ReleaseError(.notFound, "release: not found") }
    }

    public func check(_ release: Release) throws(ReleaseError) { try ReleaseCodec.checkSize(release, in: .row) }

    /// The parameters of a write: key, namespace, body, name, revision, status, time, and the labels' names and values.
    private func columns(of release: Release) throws(ReleaseError) -> [String] {
        let body = String(decoding: try ReleaseCodec.encodeForStorage(release, in: .row), as: UTF8.self)
        let labels = ReleaseLabel.user(of: release.labels)
        return [
            RecordKey.text(name: release.name, revision: release.revision),
            release.namespace.isEmpty ? "default" : release.namespace,
            body, release.name, "\(release.revision)", release.info.status.rawValue, "\(now())",
            SQLArray.text(labels.map(\.key)), SQLArray.text(labels.map(\.value)),
        ]
    }

    // MARK: Reading

    public func release(named name: String, revision: Int) async throws(ReleaseError) -> Release {
        let key = RecordKey.text(name: name, revision: revision)
        let parameters = [key, namespace]
        let rows = try await database.run { connection throws(SQLFailure) in
            try connection.execute(
                """
                SELECT body, (SELECT json_object_agg(labels.key, value) FROM custom_labels_v1 AS labels
                    WHERE releaseKey = $1 AND releaseNamespace = $2)
                FROM releases_v1 WHERE key = $1 AND namespace = $2
                """, parameters)
        }
        guard let row = rows.first else { throw ReleaseError(.notFound, "release: not found") }
        do {
            var release = try ReleaseCodec.decode(row[0].utf8)
            release.labels = ReleaseLabel.user(of: Self.labels(row[1]))
            return release
        } catch {
            throw ReleaseError(error.code, "get: failed to decode data \"\(key)\": \(error.message)")
        }
    }

    public func entries(_ query: ReleaseQuery) async throws(ReleaseError) -> [ReleaseEntry] {
        // Nothing has an empty name, namespace or status, so an empty text stands for all of them.
        let parameters = [namespace, query.name ?? "", query.status?.rawValue ?? ""]
        if query.name == "" { return [] }
        let rows = try await database.run { connection throws(SQLFailure) in
            try connection.execute(
                """
                SELECT name, namespace, version, status, createdAt, modifiedAt,
                    (SELECT json_object_agg(labels.key, value) FROM custom_labels_v1 AS labels
                        WHERE releaseKey = releases_v1.key AND releaseNamespace = namespace)
                FROM releases_v1
                WHERE owner = 'helm' AND ($1 = '' OR namespace = $1) AND ($2 = '' OR name = $2)
                    AND ($3 = '' OR status = $3)
                """, parameters)
        }
        return rows.compactMap(Self.entry(of:)).sorted(by: ReleaseEntry.precedes)
    }

    public func summaries(of entries: [ReleaseEntry]) async throws(ReleaseError) -> [ReleaseSummary] {
        var summaries: [ReleaseSummary] = []
        for start in stride(from: 0, to: entries.count, by: 500) {
            let wanted = entries[start..<min(start + 500, entries.count)].map { (Self.key(of: $0), $0) }
            var missing = Dictionary(wanted) { first, _ in first }
            // The beginning of a record tells enough, mostly: of the others the whole is read.
            for length in ["4100", "2147483647"] where !missing.isEmpty {
                for row in try await bodies(of: Array(missing.keys), length: length) {
                    let key = RowKey(key: row[0], namespace: row[1])
                    guard let entry = missing[key],
                        var summary = try? ReleaseCodec.summary(Array(row[2].utf8)[...], isWrapped: false)
                    else { continue }
                    missing[key] = nil
                    (summary.revision, summary.namespace) = (entry.revision, entry.namespace)
                    summary.labels = entry.labels
                    summaries.append(summary)
                }
            }
        }
        return summaries
    }

    private struct RowKey: Hashable, Sendable {
        var key: String
        var namespace: String
    }

    private static func key(of entry: ReleaseEntry) -> RowKey {
        RowKey(key: RecordKey.text(name: entry.name, revision: entry.revision), namespace: entry.namespace)
    }

    private func bodies(of keys: [RowKey], length: String) async throws(ReleaseError) -> [SQLRow] {
        let parameters = [SQLArray.text(keys.map(\.key)), SQLArray.text(keys.map(\.namespace)), length]
        return try await database.run { connection throws(SQLFailure) in
            try connection.execute(
                """
                SELECT key, namespace, substr(body, 1, $3::integer) FROM releases_v1
                WHERE (key, namespace) IN (SELECT * FROM unnest($1::text[], $2::text[]))
                """, parameters)
        }
    }

    // MARK: Rows

    private static func labels(_ json: String) -> ByteOrderedMap<String> {
        guard !json.isEmpty, let value = try? JSON.parse(json) else { return [:] }
        return (value.mapValue ?? [:]).mapValues { $0.stringValue ?? "" }
    }

    /// The entry of a row, with the labels that a Secret in its place would have.
    private static func entry(of row: SQLRow) -> ReleaseEntry? {
        guard let revision = Int(row[2]) else { return nil }
        var labels = labels(row[6])
        labels["name"] = row[0]
        labels["owner"] = "helm"
        labels["status"] = row[3]
        labels["version"] = row[2]
        if row[5] == "0" { labels["createdAt"] = row[4] } else { labels["modifiedAt"] = row[5] }
        return ReleaseEntry(
            name: row[0], namespace: row[1], revision: revision, status: ReleaseStatus(rawValue: row[3]) ?? .unknown,
            labels: labels)
    }
}

/// Lists of texts as one parameter.
enum SQLArray {
    static func text(_ elements: [String]) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            for byte in element.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }
}
