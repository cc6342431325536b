import HelmChart
import HelmTesting
import HelmValues
import Testing

@testable import HelmRelease

/// What every store must do, asked of each of them.
@Suite struct ReleaseStoreContractTests {
    static let stores: [StoreUnderTest] = StoreUnderTest.all

    private static func release(
        in namespace: String, _ name: String = "demo", _ revision: Int = 1, _ status: ReleaseStatus = .deployed,
        labels: ByteOrderedMap<String> = [:]
    ) -> Release {
        var metadata = ChartMetadata()
        (metadata.name, metadata.version, metadata.apiVersion) = ("chart", "0.1.0", "v2")
        var chart = Chart(metadata: metadata)
        chart.templates = [ChartFile(name: "templates/a.yaml", data: Array("a: 1\n".utf8))]
        return Release(
            name: name, namespace: namespace, revision: revision,
            info: ReleaseInfo(
                firstDeployed: Timestamp(seconds: 1), lastDeployed: Timestamp(seconds: Int64(revision)),
                description: "revision \(revision)", status: status),
            chart: chart, config: ["a": 1.5], manifest: "---\n", labels: labels)
    }

    @Test(arguments: stores)
    func whatIsCreatedIsRead(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        try await store.create(Self.release(in: namespace, labels: ["team": "blue"]))
        let read = try await store.release(named: "demo", revision: 1)
        #expect(ReleaseCodec.json(read) == ReleaseCodec.json(Self.release(in: namespace)))
        #expect(read.labels == ["team": "blue"])
    }

    @Test(arguments: stores)
    func aRevisionIsCreatedOnce(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        try await store.create(Self.release(in: namespace))
        let error = await #expect(throws: ReleaseError.self) { try await store.create(Self.release(in: namespace)) }
        #expect(error?.code == .alreadyExists)
        #expect(error?.message == "release: already exists")
    }

    @Test(arguments: stores)
    func ofManyAtOnceOneCreates(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        let winners = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (try? await store.create(Self.release(in: namespace))) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }

    @Test(arguments: stores)
    func updatesReplace(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        let error = await #expect(throws: ReleaseError.self) { try await store.update(Self.release(in: namespace)) }
        #expect(error?.code == .notFound)
        try await store.create(Self.release(in: namespace, "demo", 1, .pendingInstall, labels: ["team": "blue"]))
        #expect(try await store.entries(ReleaseQuery(name: "demo")).first?.labels.keys.contains("createdAt") == true)
        try await store.update(Self.release(in: namespace, "demo", 1, .deployed))
        let entry = try #require(try await store.entries(ReleaseQuery(name: "demo")).first)
        #expect(entry.status == .deployed)
        #expect(entry.labels.keys == ["modifiedAt", "name", "owner", "status", "version"])
        #expect(try await store.release(named: "demo", revision: 1).info.status == .deployed)
    }

    @Test(arguments: stores)
    func missingIsNotFound(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        for work: @Sendable () async throws -> Void in [
            { _ = try await store.release(named: "nope", revision: 1) },
            { try await store.delete(named: "nope", revision: 1) },
        ] {
            let error = await #expect(throws: ReleaseError.self) { try await work() }
            #expect(error?.code == .notFound)
            #expect(error?.message == "release: not found")
        }
        #expect(try await store.entries(ReleaseQuery(name: "nope")).isEmpty)
    }

    @Test(arguments: stores)
    func queriesNarrow(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        try await store.create(Self.release(in: namespace, "b", 1, .superseded))
        try await store.create(Self.release(in: namespace, "b", 2, .deployed))
        try await store.create(Self.release(in: namespace, "b", 10, .failed))
        try await store.create(Self.release(in: namespace, "a", 1, .deployed))
        func text(_ query: ReleaseQuery) async throws -> [String] {
            try await store.entries(query).map { "\($0.name) \($0.revision) \($0.status.rawValue)" }
        }
        #expect(try await text(ReleaseQuery()) == ["a 1 deployed", "b 1 superseded", "b 2 deployed", "b 10 failed"])
        #expect(try await text(ReleaseQuery(name: "b")) == ["b 1 superseded", "b 2 deployed", "b 10 failed"])
        #expect(try await text(ReleaseQuery(name: "b", status: .deployed)) == ["b 2 deployed"])
    }

    @Test(arguments: stores)
    func summariesAreOfWhatIsAskedFor(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        for name in ["a", "b", "c", "d"] {
            for revision in 1...3 { try await store.create(Self.release(in: namespace, name, revision)) }
        }
        let entries = try await store.entries(ReleaseQuery())
        let newest = entries.filter { $0.revision == 3 && $0.name != "c" } + entries.filter { $0.name == "c" }
        let summaries = try await store.summaries(of: newest)
        let text = summaries.map { "\($0.name) \($0.revision) \($0.info.description) \($0.chart)" }
        #expect(
            text.sorted() == [
                "a 3 revision 3 chart-0.1.0", "b 3 revision 3 chart-0.1.0", "c 1 revision 1 chart-0.1.0",
                "c 2 revision 2 chart-0.1.0", "c 3 revision 3 chart-0.1.0", "d 3 revision 3 chart-0.1.0",
            ])
        #expect(summaries.allSatisfy { $0.namespace == namespace && $0.info.lastDeployed != nil })
        #expect(try await store.summaries(of: []).isEmpty)
    }

    @Test(arguments: stores)
    func deletedIsGone(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        try await store.create(Self.release(in: namespace))
        try await store.create(Self.release(in: namespace, "demo", 2))
        try await store.delete(named: "demo", revision: 1)
        #expect(try await store.entries(ReleaseQuery(name: "demo")).map(\.revision) == [2])
    }

    /// All but the database, where Helm has no limit either.
    @Test(arguments: stores.filter { $0.hasSmallRecords })
    func aRecordThatIsTooLargeIsRefusedBeforeItIsWritten(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        let tooLarge = Self.large(in: namespace)
        #expect(throws: ReleaseError.self) { try store.check(tooLarge) }
        let error = await #expect(throws: ReleaseError.self) { try await store.create(tooLarge) }
        #expect(error?.code == .tooLarge)
        #expect(error?.message.contains("files/big.bin (1500000 bytes)") == true)
        #expect(try await store.entries(ReleaseQuery()).isEmpty)
    }

    @Test(arguments: stores.filter { !$0.hasSmallRecords })
    func aDatabaseTakesWhatOneObjectOfAClusterDoesNot(_ subject: StoreUnderTest) async throws {
        let (store, namespace) = try await subject.make()
        let large = Self.large(in: namespace)
        try store.check(large)
        try await store.create(large)
        try await store.update(large)
        #expect(try await store.release(named: large.name, revision: 1).chart.files == large.chart.files)
    }

    /// Noise, which no packing makes smaller.
    private static func large(in namespace: String) -> Release {
        var release = release(in: namespace)
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<1_500_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        release.chart.files = [ChartFile(name: "files/big.bin", data: noise)]
        return release
    }
}

struct StoreUnderTest: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Whether a record must fit into an object of the cluster.
    var hasSmallRecords: Bool { testDescription != "sql" }
    /// An empty store, and its namespace.
    let make: @Sendable () async throws -> (any ReleaseStore, String)

    static let all: [StoreUnderTest] = [
        StoreUnderTest(testDescription: "memory") { (MemoryReleaseStore(namespace: "ns") { 1_700_000_000 }, "ns") },
        StoreUnderTest(testDescription: "secrets") { try await inCluster(.secret) },
        StoreUnderTest(testDescription: "configmaps") { try await inCluster(.configMap) },
        StoreUnderTest(testDescription: "sql") {
            let namespace = PostgresServer.namespace()
            let database = try await PostgresServer.shared.value.database()
            return (SQLReleaseStore(database: database, namespace: namespace) { 1_700_000_000 }, namespace)
        },
    ]

    private static func inCluster(_ kind: ObjectReleaseStore.Kind) async throws -> (any ReleaseStore, String) {
        let (client, namespace) = try await ClusterStores.namespace()
        return (ObjectReleaseStore(kind: kind, client: client, namespace: namespace) { 1_700_000_000 }, namespace)
    }
}
