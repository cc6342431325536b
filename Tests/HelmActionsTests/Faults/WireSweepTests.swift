import HelmValues
import HelmChart
import HelmRelease
import HelmTesting
import Testing

@testable import HelmActions

/// Each request of a verb to a real API server goes wrong once, in every way that requests go wrong. The verb ends in
/// time; what is left is as ``SweepCheck`` wants it.
@Suite(.timeLimit(.minutes(5))) struct WireSweepTests {
    static let verbs: [SweepVerb] = [
        SweepVerb(name: "install", prepare: { _ in }) { try await $0.install(web) { $0.apply.wait = .watcher } },
        SweepVerb(name: "upgrade", prepare: installed) {
            try await $0.upgrade(web, values: ["color": "red"]) { $0.apply.wait = .watcher }
        },
        SweepVerb(name: "rollback") { steps in
            try await installed(steps)
            try await steps.upgrade(web, values: ["color": "red"]) { $0.apply.disableHooks = true }
        } run: {
            try await $0.rollback { $0.apply.wait = .watcher }
        },
        SweepVerb(name: "uninstall", kind: .remove, prepare: installed) {
            try await $0.uninstall { $0.wait = .watcher }
        },
        SweepVerb(name: "test", prepare: installed) { try await $0.test() },
    ]

    private static let installed: @Sendable (SweepVerb.Steps) async throws -> Void = {
        try await $0.install(web) { $0.apply.disableHooks = true }
    }

    static let web = ActionFixture.chart([
        "a.yaml": ActionFixture.configMap("one"),
        "b.yaml": SweepVerb.pod,
        "h.yaml": ActionFixture.hook(
            "h", "pre-install,post-upgrade,pre-delete,test", "before-hook-creation,hook-succeeded"),
    ])

    @Test(arguments: verbs)
    func everyRequest(_ verb: SweepVerb) async throws {
        let cluster = try await SweepCluster.shared.value
        let first = try WireLine(cluster)
        // The first time the line learns what kinds there are.
        try await Self.run(verb, first, at: nil, .cancel)
        let good = try await Self.run(verb, first, at: nil, .cancel)
        #expect(good.count > 5)
        let cases = good.indices.flatMap { index in
            Self.faults(of: good[index], index).map { (target: index + 1, fault: $0) }
        }
        // Each line takes its share.
        let width = 6
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<width {
                group.addTask {
                    let line = try WireLine(cluster)
                    try await Self.run(verb, line, at: nil, .cancel)
                    for index in stride(from: lane, to: cases.count, by: width) {
                        try await Self.run(verb, line, at: cases[index].target, cases[index].fault)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What a client does after each fault is tested where the client is: here those that leave different things behind,
    /// and of the others one after the other.
    private static func faults(of request: FaultProxy.Request, _ index: Int) -> [WireFault] {
        let reads: [WireFault] = [.hang, .closeBefore, .cancel, .tooManyForNow, .unavailable]
        let writes: [WireFault] = [.cut, .newLeader, .unavailableForNow, .tooMany, .tooManyForNow, .unavailable]
        if request.isWatch { return [.serverError, .hang, .stall, .closeBefore, .closeAfter, .cut, .cancel] }
        return request.isWrite
            ? [.conflict, .serverError, .hang, .closeBefore, .closeAfter, .cancel, writes[index % writes.count]]
            : [.serverError, reads[index % reads.count]]
    }

    /// - Returns: the verb's requests.
    @discardableResult
    private static func run(
        _ verb: SweepVerb, _ line: WireLine, at target: Int?, _ fault: WireFault
    ) async throws -> [FaultProxy.Request] {
        let (world, faulty) = try await line.world(fault)
        try await verb.prepare(world.steps)
        let before = try await world.snapshot()
        let (gate, opening) = AsyncStream<Void>.makeStream()
        let task = Task {
            var steps = faulty
            // Only time ends a wait for a watch that says nothing.
            if fault == .stall { steps.timeout = .seconds(1) }
            for await _ in gate { break }
            try await verb.run(steps)
        }
        line.arm(at: target, fault) { task.cancel() }
        let start = ContinuousClock.now
        opening.finish()
        var failure: ActionError?
        do {
            try await task.value
        } catch let error as ActionError {
            failure = error
        }
        let taken = ContinuousClock.now - start
        let requests = line.disarm()
        guard let target else {
            #expect(failure == nil, "\(verb.name)")
            return requests
        }
        guard target <= requests.count else { return requests }
        let request = requests[target - 1]
        let place =
            "\(verb.name), \(fault) at \(target): \(request.text)" + (failure.map { " → \($0)" } ?? " → done")
        #expect(taken < .seconds(60), "took \(taken): \(place)")
        if fault.isMended(request) { #expect(failure == nil, "not mended: \(place)") }
        try await SweepCheck(verb: verb, world: world, before: before, place: place, trial: .end).run(
            mayStayPending: mayStayPending(request, fault))
        return requests
    }

    /// As Helm: a record that was written although nobody knows, and one that could not be written in the end.
    private static func mayStayPending(_ request: FaultProxy.Request, _ fault: WireFault) -> Bool {
        guard request.path.contains("/secrets"), fault != .cancel else { return false }
        switch request.method {
        case "POST": return fault.isDoneUnknown
        case "PUT": return !fault.isMended(request)
        default: return false
        }
    }
}
