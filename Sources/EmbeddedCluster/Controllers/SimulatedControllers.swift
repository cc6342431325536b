import HelmValues
import KubeSchema

/// Plays the controllers, scheduler and kubelets of a cluster: brings workloads to their ready state after a delay.
///
/// The annotation ``behaviourAnnotation`` on an object or on its pod template makes its pods never ready, or fail.
struct SimulatedControllers: Sendable {
    /// Set it to `never-ready` or `failed`.
    static let behaviourAnnotation = "helm-wrapper.dev/simulate"

    struct Configuration: Sendable {
        /// From a pod's creation to its being ready (a Job's: to its success).
        var delay: Duration = .milliseconds(100)
    }

    let store: any ControlledStore
    var configuration = Configuration()
    /// The present in RFC 3339 with seconds.
    let now: @Sendable () -> String

    /// Works until the task is cancelled.
    func run() async {}
}
