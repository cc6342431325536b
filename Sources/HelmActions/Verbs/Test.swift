internal import HelmChart
internal import HelmKube
public import HelmRelease
internal import HelmValues
internal import Logging

/// `helm test`: runs the test hooks of a release's newest revision.
// Helm: pkg/action/release_testing.go
public struct Test: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Returns: the release with the runs of its tests, and the logs where they were asked for.
    /// - Throws: `hookFailed` when a test fails; the logs stand at the end of its message then, and the runs in the record.
    public func run(name: String, options: TestOptions) async throws(ActionError) -> TestResult {
        try await context.reach()
        try ReleaseName.check(name, "releaseTest: Release name is invalid")
        try options.check()
        return try await context.exclusively(on: name) { () async throws(ActionError) in
            guard let newest = HistoryDecisions.newest(try await context.history(of: name)) else {
                throw ActionError(.releaseNotFound, "release: not found")
            }
            return try await test(try await context.release(newest), options)
        }
    }

    private func test(_ stored: Release, _ options: TestOptions) async throws(ActionError) -> TestResult {
        var release = stored
        var hooks = HookRunner(
            context: context, recorder: Recorder(context), strategy: .watcher, timeout: options.timeout,
            serverSide: stored.applyMethod == .serverSide)
        hooks.chooses = { options.chooses($0.name) }
        let execution = await hooks.execute(.test, of: &release)
        release.hooks = options.arranged(release.hooks)
        let unrecorded = await record(release)
        let logs = options.withLogs ? await logs(of: release, options) : []
        // In Helm's order: the runs are in the record, and the logs are read, before anything is deleted.
        try await execution.cleanUp()
        if let failure = execution.failure { throw failure.followed(by: logs) }
        if let unrecorded { throw unrecorded }
        return TestResult(release: release, logs: logs)
    }

    private func record(_ release: Release) async -> ActionError? {
        do throws(ActionError) {
            try await Recorder(context).update(release)
            return nil
        } catch {
            return error
        }
    }

    /// What the containers of the test pods wrote, in the order in which the tests ran.
    private func logs(of release: Release, _ options: TestOptions) async -> [ContainerLog] {
        var logs: [ContainerLog] = []
        let hooks = HookRunner.order(of: release.hooks, for: .test).map { release.hooks[$0] }
        for hook in hooks where hook.kind == "Pod" && options.chooses(hook.name) {
            let query: KubeQuery = [("fieldSelector", "metadata.name=\(hook.name)")]
            do throws(KubeError) {
                logs += try await context.cluster.logs(
                    namespace: release.namespace, query: query, withInitContainers: true)
            } catch {
                context.logger.warning("unable to get logs for pod \(hook.name): \(error.message)")
            }
        }
        return logs
    }
}

/// The options of ``Test``.
public struct TestOptions: Sendable {
    /// For each single wait, as in Helm.
    public var timeout: Duration = .seconds(300)
    public var withLogs = false
    /// `name=NAME` chooses tests, `!name=NAME` leaves some out.
    public var filters: [String] = []

    private static let exclusion = ["!name=", "! name="]
    private static let inclusion = ["name="]

    public init() {}

    func chooses(_ name: String) -> Bool {
        let excluded = names(after: Self.exclusion)
        let included = names(after: Self.inclusion)
        return !excluded.contains(name) && (included.isEmpty || included.contains(name))
    }

    /// The hooks as Helm leaves them in the record: what the filters left out stands before what they let through.
    func arranged(_ hooks: [Hook]) -> [Hook] {
        let excluded = names(after: Self.exclusion)
        let included = names(after: Self.inclusion)
        let rest = hooks.filter { !excluded.contains($0.name) }
        return hooks.filter { excluded.contains($0.name) }
            + (included.isEmpty
                ? rest : rest.filter { !included.contains($0.name) } + rest.filter { included.contains($0.name) })
    }

    /// - Throws: `invalidOptions` for a filter of another attribute, which Helm ignores and so runs every test.
    func check() throws(ActionError) {
        for filter in filters where !(Self.exclusion + Self.inclusion).contains(where: filter.hasPrefix) {
            throw ActionError(
                .invalidOptions, "invalid filter \(GoQuote.quoted(filter)): it must be name=TEST or !name=TEST")
        }
    }

    private func names(after prefixes: [String]) -> Set<String> {
        Set(
            filters.compactMap { filter in
                prefixes.first(where: filter.hasPrefix).map { String(filter.dropFirst($0.count)) }
            })
    }
}

/// What ``Test`` did.
public struct TestResult: Sendable {
    public var release: Release
    public var logs: [ContainerLog]
}

extension ActionError {
    fileprivate func followed(by logs: [ContainerLog]) -> ActionError {
        if logs.isEmpty { return self }
        let texts = logs.map {
            "POD LOGS: \($0.pod) (\($0.container))\n\(String(decoding: $0.text, as: UTF8.self))"
        }
        return ActionError(code, message + "\n" + texts.joined(separator: "\n"), recorded: recorded)
    }
}
