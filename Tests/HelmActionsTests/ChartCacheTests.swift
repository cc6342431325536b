import HelmChart
import HelmValues
import Synchronization
import Testing

@testable import HelmActions

@Suite struct ChartCacheTests {
    private final class Count: Sendable {
        let value = Mutex(0)
    }

    private func chart() throws -> Chart {
        try ChartLoader.load(files: [
            ChartFile(name: "Chart.yaml", data: Array("apiVersion: v2\nname: cached\nversion: 1.0.0\n".utf8))
        ])
    }

    private func identity() throws -> FileIdentity { try #require(FileIdentity(path: #filePath)) }

    @Test func allWhoAskAtOnceShareOneLoad() async throws {
        let (cache, identity, chart) = (ChartCache(), try identity(), try chart())
        let loads = Count()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await cache.chart(for: .file(identity)) {
                        loads.value.withLock { $0 += 1 }
                        return chart
                    }.name
                }
            }
            for try await name in group { #expect(name == "cached") }
        }
        #expect(loads.value.withLock { $0 } == 1)
    }

    @Test func aFailedLoadIsTriedAgain() async throws {
        let (cache, identity, chart) = (ChartCache(), try identity(), try chart())
        await #expect(throws: ActionError.self) {
            try await cache.chart(for: .file(identity)) {
                throw ActionError(.invalidChart, "broken")
            }
        }
        let loaded = try await cache.chart(for: .file(identity)) { chart }
        #expect(loaded.name == "cached")
    }
}
