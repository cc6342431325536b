internal import HelmValues
internal import KubeSchema

/// What a wait knows of its objects, and whether it is over. No I/O. (Helm: kube/statuswait.go)
struct StatusBoard {
    /// What the objects are to become.
    enum Goal: Sendable {
        case current
        case notFound
    }

    let goal: Goal
    private let order: [ObjectIdentity]
    private var statuses: [ObjectIdentity: ObjectStatus]

    init(goal: Goal, objects: [ObjectIdentity]) {
        self.goal = goal
        order = objects
        statuses = Dictionary(objects.map { ($0, ObjectStatus(.unknown, "")) }) { first, _ in first }
    }

    private var desired: ObjectStatus.State { goal == .current ? .current : .notFound }

    mutating func set(_ identity: ObjectIdentity, _ status: ObjectStatus) {
        if statuses[identity] != nil { statuses[identity] = status }
    }

    func status(of identity: ObjectIdentity) -> ObjectStatus? { statuses[identity] }

    /// Whether there is nothing more to wait for: what failed will not get better, and holds nobody up.
    var isDone: Bool {
        statuses.values.allSatisfy { $0.state == desired || goal == .current && $0.state == .failed }
    }

    func isSettled(_ identity: ObjectIdentity) -> Bool {
        guard let state = statuses[identity]?.state else { return true }
        return state == desired || goal == .current && state == .failed
    }

    /// What is not what it should be.
    var unready: [ObjectIdentity] { order.filter { statuses[$0]?.state != desired } }

    /// A line for every object that is not what it should be.
    ///
    /// An object that nobody saw counts as gone, as in Helm.
    func problems() -> [KubeError] {
        order.compactMap { identity in
            guard let status = statuses[identity], status.state != desired else { return nil }
            let place = "resource \(identity.kind)/\(identity.namespace)/\(identity.name)"
            let state = "status: \(status.state.rawValue), message: \(status.message)"
            switch goal {
            case .current:
                return KubeError(status.state == .failed ? .failed : .notReady, "\(place) not ready. \(state)")
            case .notFound:
                if status.state == .unknown { return nil }
                return KubeError(.notReady, "\(place) still exists. \(state)")
            }
        }
    }

    /// How the wait ended: nil when everything is as it should be.
    func failure(_ end: WaitEnd) -> KubeError? {
        var problems = problems()
        let lines = problems.map(\.message)
        switch end {
        case .done:
            guard let first = problems.first else { return nil }
            let code = problems.contains { $0.code == .failed } ? KubeError.Code.failed : first.code
            return KubeError(code, lines.joined(separator: "\n"), underlying: problems)
        case .timedOut: problems.append(KubeError(.timedOut, "context deadline exceeded"))
        case .cancelled: problems.append(KubeError(.cancelled, "context canceled"))
        case .failed(let error): return error
        }
        return KubeError(
            end.code, problems.map(\.message).joined(separator: "\n"), underlying: problems)
    }
}

/// Why a wait ended.
enum WaitEnd: Sendable {
    case done
    case timedOut
    case cancelled
    /// The cluster refuses to be watched.
    case failed(KubeError)

    fileprivate var code: KubeError.Code {
        if case .cancelled = self { .cancelled } else { .timedOut }
    }
}
