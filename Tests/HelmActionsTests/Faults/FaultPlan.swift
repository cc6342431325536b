import HelmKube
import HelmRelease
import Synchronization

@testable import HelmActions

/// Counts the calls to store and cluster, and lets something go wrong at the n-th.
final class FaultPlan: Sendable {
    enum Fault: String, CaseIterable, Sendable {
        /// 500.
        case fail
        case notFound, conflict, alreadyExists
        /// It is done, but nobody tells.
        case lost
        /// The caller is cancelled.
        case cancel
        /// From this call on the cluster, or the store, is gone.
        case clusterDown, storeDown
        /// Whatever the test does to the real thing just before the call.
        case outside
        /// The same, and it stays so until the verb is over.
        case outsideForGood

        /// Those that are made up.
        static let allCases: [Fault] = [
            .fail, .notFound, .conflict, .alreadyExists, .lost, .cancel, .clusterDown, .storeDown,
        ]

        /// Whether the side that a call goes to can have the fault.
        func concerns(_ side: Side) -> Bool {
            switch self {
            case .clusterDown: side == .cluster
            case .storeDown, .outside, .outsideForGood: side == .store
            default: true
            }
        }

        fileprivate var lasts: Bool { self == .clusterDown || self == .storeDown }
    }

    enum Side: Sendable {
        case cluster, store
    }

    struct Call: Sendable {
        let text: String
        let side: Side
    }

    private struct State {
        var calls: [Call] = []
        var target: Int?
        var fault: Fault
        var cancel: (@Sendable () -> Void)?
        var outside: (@Sendable () async throws -> Void)?
    }

    enum Verdict {
        case proceed, loseAnswer
        case after(@Sendable () async throws -> Void)
    }

    static let lostAnswer = KubeError(.unreachable, "EOF")

    private let state: Mutex<State>

    init(at target: Int? = nil, _ fault: Fault = .fail) {
        state = Mutex(State(target: target, fault: fault))
    }

    var calls: [Call] { state.withLock { $0.calls } }
    var count: Int { calls.count }
    var texts: [String] { calls.map(\.text) }

    /// Begins to count anew.
    /// - Parameters:
    ///   - cancel: how the caller is cancelled.
    ///   - outside: what `outside` does.
    func arm(
        at target: Int?, _ fault: Fault, cancel: (@Sendable () -> Void)? = nil,
        outside: (@Sendable () async throws -> Void)? = nil
    ) {
        state.withLock { $0 = State(target: target, fault: fault, cancel: cancel, outside: outside) }
    }

    func disarm() { state.withLock { $0.target = nil } }

    /// Counts a call, and fails it where it is its turn.
    func count(_ text: String, _ side: Side) throws(KubeError) -> Verdict {
        let (fault, state) = state.withLock { state -> (Fault?, State) in
            state.calls.append(Call(text: text, side: side))
            guard let target = state.target, state.fault.concerns(side),
                state.fault.lasts ? state.calls.count >= target : state.calls.count == target
            else { return (nil, state) }
            return (state.fault, state)
        }
        switch fault {
        case nil: return .proceed
        case .fail: throw KubeError(.serverError, "the server failed at: \(text)", status: 500)
        case .notFound: throw KubeError(.notFound, "not found: \(text)", status: 404)
        case .conflict: throw KubeError(.conflict, "conflict: \(text)", status: 409)
        case .alreadyExists: throw KubeError(.alreadyExists, "already exists: \(text)", status: 409)
        case .clusterDown, .storeDown: throw KubeError(.unreachable, "connection refused")
        case .lost: return .loseAnswer
        case .outside, .outsideForGood: return state.outside.map(Verdict.after) ?? .proceed
        case .cancel:
            state.cancel?()
            return .proceed
        }
    }
}

/// A store whose calls count, and fail, as the plan says.
struct FaultyStore: ReleaseStore {
    let store: any ReleaseStore
    let faults: FaultPlan

    private func call<T: Sendable>(
        _ text: String, _ work: () async throws(ReleaseError) -> T
    ) async throws(ReleaseError) -> T {
        let verdict: FaultPlan.Verdict
        do {
            verdict = try faults.count(text, .store)
        } catch {
            throw Self.error(error)
        }
        if case .after(let outside) = verdict {
            do {
                try await outside()
            } catch {
                throw ReleaseError(.storage, "the test itself failed: \(error)")
            }
        }
        if Task.isCancelled { throw ReleaseError(.cancelled, "context canceled") }
        let result = try await work()
        if case .loseAnswer = verdict { throw Self.error(FaultPlan.lostAnswer) }
        return result
    }

    private static func error(_ error: KubeError) -> ReleaseError {
        switch error.code {
        case .notFound: ReleaseError(.notFound, error.message)
        case .conflict: ReleaseError(.conflict, error.message)
        case .alreadyExists: ReleaseError(.alreadyExists, error.message)
        case .unreachable: ReleaseError(.unreachable, error.message)
        default: ReleaseError(.storage, error.message)
        }
    }

    func create(_ release: Release) async throws(ReleaseError) {
        try await call("store create \(release.revision)") { () async throws(ReleaseError) in
            try await store.create(release)
        }
    }

    func update(_ release: Release) async throws(ReleaseError) {
        try await call("store update \(release.revision) \(release.info.status.rawValue)") {
            () async throws(ReleaseError) in try await store.update(release)
        }
    }

    func release(named name: String, revision: Int) async throws(ReleaseError) -> Release {
        try await call("store get \(revision)") { () async throws(ReleaseError) in
            try await store.release(named: name, revision: revision)
        }
    }

    func entries(_ query: ReleaseQuery) async throws(ReleaseError) -> [ReleaseEntry] {
        try await call("store entries") { () async throws(ReleaseError) in try await store.entries(query) }
    }

    func summaries(of entries: [ReleaseEntry]) async throws(ReleaseError) -> [ReleaseSummary] {
        try await call("store summaries") { () async throws(ReleaseError) in try await store.summaries(of: entries) }
    }

    func delete(named name: String, revision: Int) async throws(ReleaseError) {
        try await call("store delete \(revision)") { () async throws(ReleaseError) in
            try await store.delete(named: name, revision: revision)
        }
    }

    func check(_ release: Release) throws(ReleaseError) { try store.check(release) }
}
