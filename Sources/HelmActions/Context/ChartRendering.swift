internal import HelmChart
internal import HelmRelease
internal import HelmRender
internal import HelmTemplate
internal import HelmValues
internal import Synchronization

/// Everything about a render that is not the chart.
struct RenderPlan: Sendable {
    var values: ValueMap
    var release: ReleaseContext
    var options: RenderOptions
    var capabilities: Capabilities
    /// Whether `lookup` asks the cluster.
    var looksUp: Bool
    var includeCRDs = false
}

extension ActionContext {
    /// Renders on a thread that is made for it; cancelling the task stops the templates.
    func rendered(_ chart: Chart, _ plan: RenderPlan) async throws(ActionError) -> Rendered {
        let lookup = plan.looksUp ? cluster.lookup : nil
        return try await onRenderThread { renderer, environment in
            var environment = environment
            if !plan.options.enableDNS { environment.hostAddress = { _ in "" } }
            var request = RenderRequest(
                chart: chart, values: plan.values, release: plan.release, environment: environment)
            request.capabilities = plan.capabilities
            request.lookup = lookup
            request.subNotes = plan.options.subNotes
            request.skipSchemaValidation = plan.options.skipSchemaValidation
            request.hideSecret = plan.options.hideSecret
            request.includeCRDs = plan.includeCRDs
            return try renderer.render(request)
        }
    }

    /// Runs what renders; cancelling the task stops it by the environment's `checkCancellation`.
    func onRenderThread<Output: Sendable>(
        _ work: @escaping @Sendable (Renderer, TemplateEnvironment) throws -> Output
    ) async throws(ActionError) -> Output {
        let flag = CancellationFlag()
        var environment = environment
        let isStopped = environment.checkCancellation
        environment.checkCancellation = {
            try isStopped()
            if flag.isSet { throw CancellationError() }
        }
        let (renderer, threads, finished) = (renderer, renderThreads, environment)
        return try await translated {
            try await withTaskCancellationHandler {
                try await threads.run { try work(renderer, finished) }
            } onCancel: {
                flag.set()
            }
        }
    }

    /// What templates are told of the cluster; without one, what Helm assumes.
    func capabilities(_ dryRun: DryRun) async throws(ActionError) -> Capabilities {
        if dryRun == .client { return .default }
        return try await translated { try await cluster.capabilities() }
    }
}

/// Carries a task's cancellation to a thread that is no task.
private final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
