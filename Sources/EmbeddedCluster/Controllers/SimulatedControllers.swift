import HelmValues
import KubeSchema

/// Plays the controllers, scheduler and kubelets of a cluster: brings workloads to their ready state after a delay.
///
/// Pods turn ready (or, where they run to completion, succeed) `Configuration.delay` after they were made. The annotation
/// ``behaviourAnnotation`` on a workload, a pod or a pod template changes that, so that waits can be tried:
/// - `never-ready`: the pods run, and are never ready;
/// - `failed`: the pods crash. Jobs fail, and a Deployment counts as timed out at once.
///
/// Changed or removed on a workload it also changes the pods that run already.
///
/// There are no nodes: a DaemonSet runs one pod. CronJobs, autoscalers and Ingresses do nothing. A workload gets at most
/// ``Configuration/maximumPods`` pods.
struct SimulatedControllers: Sendable {
    /// Set it to `never-ready` or `failed`.
    static let behaviourAnnotation = "helm-wrapper.dev/simulate"

    struct Configuration: Sendable {
        /// From a pod's creation to its being ready (a Job's: to its success).
        var delay: Duration = .milliseconds(100)
        /// How many pods one workload gets at most.
        var maximumPods = 100
        /// Labels that stand for a behaviour, for charts that cannot set the annotation.
        var behaviourOfLabels: [LabelBehaviour] = []
    }

    struct LabelBehaviour: Sendable {
        let label: String
        let value: String
        let behaviour: SimulatedBehaviour
    }

    let store: any ControlledStore
    var configuration = Configuration()
    /// The present in RFC 3339 with seconds.
    let now: @Sendable () -> String
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    init(
        store: any ControlledStore, configuration: Configuration = Configuration(),
        now: @escaping @Sendable () -> String, clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.store = store
        self.configuration = configuration
        self.now = now
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
    }

    /// Works until the task is cancelled.
    func run() async {
        let queue = WorkQueue()
        let engine = ControllerEngine(store: store, configuration: configuration, now: now, elapsed: elapsed)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await key in await store.changes() { queue.add(key) }
            }
            group.addTask { [sleep] in
                await withTaskGroup(of: Void.self) { timers in
                    while let key = await queue.next() {
                        let result = await engine.process(key)
                        for key in result.enqueue { queue.add(key) }
                        guard let delay = result.again, queue.schedule(key) else { continue }
                        timers.addTask {
                            try? await sleep(delay)
                            queue.fire(key)
                        }
                    }
                    timers.cancelAll()
                }
            }
            await group.next()
            queue.close()
            group.cancelAll()
        }
    }
}
