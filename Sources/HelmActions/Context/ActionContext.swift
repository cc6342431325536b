public import HelmRelease
public import HelmRender
public import HelmTemplate
public import Logging

/// Everything that one request's action works with: nothing of it is shared configuration.
public struct ActionContext: Sendable {
    public var cluster: any Cluster
    /// Of ``namespace``; of all namespaces when a list asks for them.
    public var releases: any ReleaseStore
    public var namespace: String
    public var renderer: Renderer
    public var renderThreads: RenderThreads
    public var clock: ActionClock
    /// What templates may see of the world. Its `hostAddress` is only used with `enableDNS`.
    public var environment: TemplateEnvironment
    public var locks: ReleaseLocks
    public var logger: Logger

    public init(
        cluster: any Cluster, releases: any ReleaseStore, namespace: String, rendering: Rendering,
        clock: ActionClock = .system, locks: ReleaseLocks, logger: Logger
    ) {
        self.cluster = cluster
        self.releases = releases
        self.namespace = namespace
        renderer = rendering.renderer
        renderThreads = rendering.threads
        environment = rendering.environment
        self.clock = clock
        self.locks = locks
        self.logger = logger
    }

    /// The parts of a context that render.
    public struct Rendering: Sendable {
        public var renderer: Renderer
        public var threads: RenderThreads
        public var environment: TemplateEnvironment

        public init(renderer: Renderer, threads: RenderThreads, environment: TemplateEnvironment) {
            self.renderer = renderer
            self.threads = threads
            self.environment = environment
        }
    }
}
