internal import HelmKube

extension ActionContext {
    /// Until the objects of a release are ready.
    ///
    /// A wait that ran out of time is `context deadline exceeded` to the client, as in helm-wrapper; the record says
    /// which objects were not ready, and why.
    func waitUntilReady(
        _ objects: [KubeObject], _ strategy: WaitStrategy, _ options: ApplyOptions
    ) async throws(ActionError) {
        do {
            try await cluster.waitUntilReady(
                objects, jobs: options.waitForJobs, strategy: strategy, timeout: options.timeout)
        } catch {
            guard error.code == .timedOut else { throw ActionError(error) }
            throw ActionError(.waitTimeout, "context deadline exceeded", recorded: error.message)
                .explained(by: ActionError(error))
        }
    }
}

/// ``translated(isolation:_:)`` for what does not wait.
func translatedSync<T>(_ work: () throws -> T) throws(ActionError) -> T {
    do {
        return try work()
    } catch {
        throw ActionError(any: error)
    }
}
