internal import HelmValues
internal import KubeSchema

/// Helm 4's wait: the status of every object, by list and watch.
struct StatusWatcher: Sendable {
    /// Lists under way at once.
    static let parallelism = 16

    let client: KubeClient
    let rules: StatusRules
    let goal: StatusBoard.Goal
    let clock: any Clock<Duration>

    private enum Report: Sendable {
        case status(ObjectIdentity, ObjectStatus)
        case refused(KubeError)
        case timedOut
    }

    func wait(for objects: [KubeObject], timeout: Duration) async -> KubeError? {
        var board = StatusBoard(goal: goal, objects: objects.map(\.identity))
        let pending = known(objects, &board)
        if board.isDone { return board.failure(.done) }
        let targets = WatchTarget.targets(of: pending)
        let (reports, sink) = AsyncStream.makeStream(of: Report.self)
        let end = await withTaskGroup(of: Void.self, returning: WaitEnd.self) { group in
            group.addTask { [clock] in
                do {
                    try await clock.sleep(for: timeout, tolerance: nil)
                    sink.yield(.timedOut)
                } catch {
                    // Cancelled: somebody else ended the wait.
                }
            }
            for target in targets {
                group.addTask { await follow(target, sink) }
            }
            defer { group.cancelAll() }
            for await report in reports {
                switch report {
                case .status(let identity, let status):
                    board.set(identity, status)
                    if board.isDone { return .done }
                case .refused(let error): return .failed(error)
                case .timedOut: return .timedOut
                }
            }
            return .cancelled
        }
        sink.finish()
        guard let failure = board.failure(end) else { return nil }
        guard goal == .current else { return failure }
        let unready = Set(board.unready)
        return await WaitExplanation(client: client).explained(
            failure, objects.filter { unready.contains($0.identity) })
    }

    /// Enters what needs no question: a server's own answer that says that the object is ready. Returns the others.
    private func known(_ objects: [KubeObject], _ board: inout StatusBoard) -> [KubeObject] {
        guard goal == .current else { return objects }
        return objects.filter { object in
            // Only a live object has a uid; manifests say nothing about what became of them.
            guard !object.value.text("metadata", "uid").isEmpty else { return true }
            let status = rules.status(of: object.value, kind: object.kind)
            guard status.state == .current, Self.neverRegresses(object.kind, rules) else { return true }
            board.set(object.identity, status)
            return false
        }
    }

    /// Kinds that no controller makes worse again: what the server just answered stays true.
    private static func neverRegresses(_ kind: GroupVersionKind, _ rules: StatusRules) -> Bool {
        switch (kind.group, kind.kind) {
        case ("batch", "Job"), ("", "Pod"), ("apps", _), ("extensions", _): false
        case ("", _), ("batch", _), ("policy", _), ("rbac.authorization.k8s.io", _), ("networking.k8s.io", _): true
        default: rules.isHook
        }
    }

    private func follow(_ target: WatchTarget, _ sink: AsyncStream<Report>.Continuation) async {
        do throws(KubeError) {
            try await CollectionWatch(client: client, target: target).run { (event) async throws(KubeError) in
                switch event {
                case .seen(let name, let object):
                    sink.yield(.status(target.identity(name), try await status(of: object, target)))
                case .gone(let name):
                    sink.yield(.status(target.identity(name), ObjectStatus(.notFound, "Resource not found")))
                case .listed(let names):
                    for name in target.names.subtracting(names) where goal == .notFound {
                        sink.yield(.status(target.identity(name), ObjectStatus(.notFound, "Resource not found")))
                    }
                }
                return true
            }
        } catch {
            if error.code != .cancelled { sink.yield(.refused(error)) }
        }
    }

    private func status(of object: Value, _ target: WatchTarget) async throws(KubeError) -> ObjectStatus {
        let kind = target.mapping.kind
        let status = rules.status(of: object, kind: kind)
        guard goal == .current, status.state == .inProgress, !rules.isHook else { return status }
        return await PodFailures(client: client).status(of: object, kind, otherwise: status)
    }
}

extension StatusRules {
    var isHook: Bool { if case .hook = self { true } else { false } }
}
