import HelmValues
import HelmRelease
import HelmKube
import HelmTesting
import Synchronization

@testable import HelmActions

/// What an API server, or the way to it, does to one request.
enum WireFault: String, CaseIterable, Sendable {
    case conflict, tooMany, serverError, unavailable
    /// With `Retry-After`, and with the message that is repeated by itself.
    case tooManyForNow, unavailableForNow, newLeader
    case hang, closeBefore, closeAfter, cut
    /// The answer begins, and never goes on.
    case stall
    /// Nothing is wrong with the request, but the caller gives up.
    case cancel

    var fate: FaultProxy.Fate {
        switch self {
        case .conflict: .answer(Self.status(409, "the object has been modified", reason: "Conflict"))
        case .tooMany: .answer(Self.status(429, "too many requests", reason: "TooManyRequests"))
        case .serverError: .answer(Self.status(500, "injected", reason: "InternalError"))
        case .unavailable: .answer(Self.status(503, "injected", reason: "ServiceUnavailable"))
        case .tooManyForNow: .answer(Self.status(429, "too many requests", "Retry-After: 0\r\n"))
        case .unavailableForNow: .answer(Self.status(503, "starting", "Retry-After: 0\r\n"))
        case .newLeader: .answer(Self.status(500, "rpc error: etcdserver: leader changed"))
        case .hang: .hang
        case .closeBefore: .closeBefore
        case .closeAfter: .closeAfter
        case .cut: .cut
        case .stall: .stall
        case .cancel: .pass
        }
    }

    /// Whether the verb succeeds all the same (conformance/wire, section 10).
    func isMended(_ request: FaultProxy.Request) -> Bool {
        switch self {
        case .tooManyForNow, .unavailableForNow, .newLeader: true
        case .conflict: request.method == "DELETE" && !request.path.contains("/secrets/")
        case .closeBefore, .closeAfter: request.method == "GET" && !request.isWatch
        default: false
        }
    }

    /// Whether the server does what it is asked, and the caller does not know.
    var isDoneUnknown: Bool { self == .closeAfter || self == .cut || self == .stall }

    private static func status(_ code: Int, _ message: String, reason: String = "", _ header: String = "") -> [UInt8] {
        let body =
            #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"\#(message)","#
            + #""reason":"\#(reason)","code":\#(code)}"#
        let head = "HTTP/1.1 \(code) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        return Array((head + header + "\r\n" + body).utf8)
    }
}

/// A way to the sweeps' cluster on which the n-th request goes wrong. Cases go over it one after the other, so that
/// discovery is learnt once.
final class WireLine: Sendable {
    private struct State {
        var requests: [FaultProxy.Request] = []
        var target: Int?
        var fault = WireFault.serverError
        var cancel: (@Sendable () -> Void)?
    }

    /// How long a request may hang before the client gives up; elsewhere a busy machine must not look like a fault.
    private static func requestTimeout(_ fault: WireFault) -> Duration {
        fault == .hang || fault == .stall ? .milliseconds(500) : .seconds(20)
    }

    let cluster: SweepCluster
    private let proxy: FaultProxy
    private let state: SharedState
    private let discovery = Discovery()
    private let direct = Discovery()

    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    init(_ cluster: SweepCluster) throws {
        self.cluster = cluster
        let state = SharedState()
        self.state = state
        proxy = try FaultProxy(upstream: cluster.port) { request in
            let (isHit, fault, cancel) = state.value.withLock { state in
                state.requests.append(request)
                return (state.requests.count == state.target, state.fault, state.cancel)
            }
            guard isHit else { return .pass }
            if fault == .cancel, let cancel { return .passAfter(cancel) }
            return fault.fate
        }
    }

    deinit { proxy.stop() }

    func arm(at target: Int?, _ fault: WireFault, cancel: @escaping @Sendable () -> Void) {
        state.value.withLock { $0 = State(target: target, fault: fault, cancel: cancel) }
    }

    /// - Returns: the requests since it was armed.
    func disarm() -> [FaultProxy.Request] {
        state.value.withLock { state in
            state.target = nil
            return state.requests
        }
    }

    /// A namespace made just now, seen directly and over the line.
    func world(_ fault: WireFault) async throws -> (direct: SweepWorld, faulty: SweepVerb.Steps) {
        let namespace = try await cluster.namespace()
        let client = cluster.client()
        var limited = cluster.client(port: proxy.port)
        limited.requestTimeout = Self.requestTimeout(fault)
        let store = ObjectReleaseStore(kind: .secret, client: client, namespace: namespace) { 1_700_000_000 }
        let kube = KubeCluster(client: client, discovery: direct)
        let world = SweepWorld(
            store: store, cluster: kube,
            context: ActionFixture.context(cluster: kube, releases: store, namespace: namespace),
            objects: { try await Self.objects(in: namespace, client) })
        let faulty = ActionFixture.context(
            cluster: KubeCluster(client: limited, discovery: discovery),
            releases: ObjectReleaseStore(kind: .secret, client: limited, namespace: namespace) { 1_700_000_000 },
            namespace: namespace)
        return (world, SweepVerb.Steps(context: faulty))
    }

    private static func objects(in namespace: String, _ client: KubeClient) async throws -> Set<String> {
        var found: Set<String> = []
        for (kind, path) in [
            ("ConfigMap", KubePath("configmaps", namespace: namespace)),
            ("Pod", KubePath("pods", namespace: namespace)),
        ] {
            for item in try await client.list(path).items {
                let name = item[path: ["metadata", "name"]]?.stringValue
                if name != "kube-root-ca.crt" { found.insert(SweepWorld.text(kind, name)) }
            }
        }
        return found
    }
}
