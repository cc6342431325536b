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
            let failure = ActionError(error)
            guard error.code == .notReady else { throw failure }
            let lastLine = error.message.split(separator: "\n").last.map(String.init) ?? ""
            throw ActionError(
                .waitTimeout, lastLine.isEmpty ? error.message : lastLine, recorded: error.message)
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
