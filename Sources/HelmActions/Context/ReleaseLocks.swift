/// Lets one operation at a time work on a release, within this process.
///
/// Between processes the store's create-if-absent decides; this only saves the loser's work.
public actor ReleaseLocks {
    struct Key: Hashable, Sendable {
        let server: String
        let namespace: String
        let name: String
    }

    private var held: Set<Key> = []

    public init() {}

    /// Runs `work` while nobody else works on the release.
    /// - Throws: `operationPending` at once when somebody does: Helm refuses, it does not queue.
    nonisolated func holding<T: Sendable>(
        _ key: Key, _ work: () async throws(ActionError) -> T
    ) async throws(ActionError) -> T {
        guard await take(key) else {
            throw ActionError(
                .operationPending, "another operation (install/upgrade/rollback) is in progress")
        }
        do throws(ActionError) {
            let result = try await work()
            await giveBack(key)
            return result
        } catch {
            await giveBack(key)
            throw error
        }
    }

    private func take(_ key: Key) -> Bool { held.insert(key).inserted }

    private func giveBack(_ key: Key) { held.remove(key) }
}

extension ActionContext {
    /// Runs `work` as the only operation of this process on the release.
    func exclusively<T: Sendable>(
        on name: String, _ work: () async throws(ActionError) -> T
    ) async throws(ActionError) -> T {
        let key = ReleaseLocks.Key(server: cluster.server, namespace: namespace, name: name)
        return try await locks.holding(key, work)
    }
}
