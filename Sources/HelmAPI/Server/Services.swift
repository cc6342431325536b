internal import HelmActions
internal import HelmRepository
internal import Logging

/// What the handlers share: nothing in it changes from request to request.
struct Services: Sendable {
    let configuration: ServerConfiguration
    let environment: HelmEnvironment
    let charts: any ChartSource
    let uploads: UploadStore
    let rendering: ActionContext.Rendering
    let locks: ReleaseLocks
    let operations: OperationRunner
    let logger: Logger

    /// The context of one request: its cluster, its credentials, its namespace.
    func context(for request: APIRequest, namespace: String) async throws -> ActionContext {
        throw APIError(.internal, "TODO")
    }

    /// A context for what needs no cluster.
    func offlineContext(namespace: String) -> ActionContext {
        fatalError()
    }
}

actor OperationRunner { func run<T: Sendable>(_ b: @Sendable () async throws(ActionError) -> T) async throws(ActionError) -> T { try await b() } }
