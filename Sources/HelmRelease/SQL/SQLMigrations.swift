/// Helm's tables, made as Helm makes them: whoever comes first, this server or the `helm` command, makes them for both.
enum SQLMigrations {
    /// Makes what is missing.
    static func apply(on connection: SQLConnection) throws(SQLFailure) {
        if try missing(on: connection).isEmpty { return }
        do throws(SQLFailure) {
            try connection.execute("BEGIN")
            // Servers that start together go one after another.
            try connection.execute("SELECT pg_advisory_xact_lock(7308604759)")
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS gorp_migrations
                (id text NOT NULL PRIMARY KEY, applied_at timestamp with time zone)
                """)
            for migration in try missing(on: connection) {
                try connection.executeScript(migration.statements)
                try connection.execute(
                    "INSERT INTO gorp_migrations (id, applied_at) VALUES ($1, now())", [migration.id])
            }
            try connection.execute("COMMIT")
        } catch {
            _ = try? connection.execute("ROLLBACK")
            // Helm, which knows nothing of the lock, may have made them meanwhile.
            if error.kind == .statement, try missing(on: connection).isEmpty { return }
            throw error
        }
    }

    private struct Migration {
        var id: String
        var statements: StaticString
    }

    private static func missing(on connection: SQLConnection) throws(SQLFailure) -> [Migration] {
        let applied: [SQLRow]
        do throws(SQLFailure) {
            applied = try connection.execute("SELECT id FROM gorp_migrations")
        } catch {
            guard error.state == "42P01" else { throw error }
            return all
        }
        return all.filter { migration in !applied.contains { $0[0] == migration.id } }
    }

    /// In the order in which Helm applies them, which is that of their ids.
    private static let all = [
        Migration(
            id: "custom_labels",
            statements: """
                CREATE TABLE custom_labels_v1 (
                    releaseKey VARCHAR(64),
                    releaseNamespace VARCHAR(67),
                    key VARCHAR(317),
                    value VARCHAR(63)
                );
                CREATE INDEX ON custom_labels_v1 (releaseKey, releaseNamespace);
                GRANT ALL ON custom_labels_v1 TO PUBLIC;
                ALTER TABLE custom_labels_v1 ENABLE ROW LEVEL SECURITY;
                """),
        Migration(
            id: "init",
            statements: """
                CREATE TABLE releases_v1 (
                    key VARCHAR(90),
                    type VARCHAR(64) NOT NULL,
                    body TEXT NOT NULL,
                    name VARCHAR(64) NOT NULL,
                    namespace VARCHAR(64) NOT NULL,
                    version INTEGER NOT NULL,
                    status TEXT NOT NULL,
                    owner TEXT NOT NULL,
                    createdAt INTEGER NOT NULL,
                    modifiedAt INTEGER NOT NULL DEFAULT 0,
                    PRIMARY KEY (key, namespace)
                );
                CREATE INDEX ON releases_v1 (key, namespace);
                CREATE INDEX ON releases_v1 (version);
                CREATE INDEX ON releases_v1 (status);
                CREATE INDEX ON releases_v1 (owner);
                CREATE INDEX ON releases_v1 (createdAt);
                CREATE INDEX ON releases_v1 (modifiedAt);
                GRANT ALL ON releases_v1 TO PUBLIC;
                ALTER TABLE releases_v1 ENABLE ROW LEVEL SECURITY;
                """),
    ]
}
