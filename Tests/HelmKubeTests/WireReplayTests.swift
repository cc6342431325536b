import HelmHTTP
import HelmTesting
import HelmValues
import Logging
import Testing

@testable import HelmKube

/// Our writes against those of real Helm, on the same manifests and live objects.
@Suite struct WireReplayTests {
    @Test func casesAreThere() { #expect(WireCase.all.count == 213) }

    @Test(arguments: WireCase.all)
    func replays(_ wire: WireCase) async throws {
        let server = try wire.server()
        let client = KubeClient(
            connection: ClusterConnection(server: server.url), logger: Logger(label: "test"))
        let builder = ObjectBuilder(client: client, discovery: Discovery(), defaultNamespace: wire.namespace)
        let ownership = Ownership(release: wire.release, namespace: wire.namespace)
        let method: ApplyMethod =
            wire.isServerSide ? .serverSide(forcesConflicts: wire.forcesConflicts) : .clientSide

        var failure: KubeError?
        do throws(KubeError) {
            let target = try await builder.objects(of: wire.new).map(ownership.stamped)
            if let old = wire.old {
                var options = UpdateOptions(method: method)
                options.forcesReplace = wire.forcesReplace
                let outcome = await ObjectApplier(client: client).update(
                    original: try await builder.objects(of: old), target: target, options: options)
                failure = outcome.failure
            } else if !target.isEmpty {
                // An install never forces what it creates, whatever it is told (Helm: action/install.go).
                let options = CreateOptions(method: wire.isServerSide ? .serverSide() : .clientSide)
                _ = try await ObjectApplier(client: client).create(target, options: options)
            }
        } catch {
            failure = error
        }

        if let failure, !failure.message.contains("<") {
            #expect(wire.hasFailed, "\(failure.message)")
            let stderr = wire.stderr.replacing("\\n", with: "\n").replacing("\\\"", with: "\"")
            #expect(failure.message.split(separator: "\n").allSatisfy { stderr.contains($0) }, "\(failure.message)")
        }
        var ours = server.requests.filter { $0.method != "GET" }.map(Write.init)
        var theirs = wire.writes.map(Write.init(recorded:))
        if wire.old == nil {
            // Objects of one kind are created at once.
            ours = Self.sortedWithinKinds(ours)
            theirs = Self.sortedWithinKinds(theirs)
        }
        #expect(ours.count == theirs.count, "\(ours)\n\(theirs)")
        for (our, their) in zip(ours, theirs) where our != their {
            Issue.record("ours \(our)\nHelm \(their)")
        }
    }

    static func sortedWithinKinds(_ writes: [Write]) -> [Write] {
        var result: [Write] = []
        var run: [Write] = []
        func flush() {
            result += run.sorted { $0.description < $1.description }
            run = []
        }
        for write in writes {
            if let last = run.last, last.resource != write.resource { flush() }
            run.append(write)
        }
        flush()
        return result
    }
}
