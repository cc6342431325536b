import Foundation
import HelmHTTP
import HelmTesting
import HelmValues
import Synchronization
import Testing

@testable import HelmRepository

/// Indexes: when they are downloaded, what replaces them, and what becomes of failures.
@Suite struct RepositoryCatalogTests {
    private let fixture: RepositoryFixture

    init() throws { fixture = try RepositoryFixture() }

    /// A server whose answer to index.yaml a test changes.
    private final class Index: Sendable {
        private final class State: Sendable {
            let value = Mutex<(steps: [ScriptedServer.Step], tag: String?)>(([], nil))
        }

        let server: ScriptedServer
        private let state = State()

        init(_ text: String, headers: [String: String] = [:]) throws {
            server = try ScriptedServer { [state] request in
                guard request.target.hasSuffix("/index.yaml") else { return ScriptedServer.answer(404, "") }
                let (steps, tag) = state.value.withLock { $0 }
                if let tag, request.headers["if-none-match"] == tag { return ScriptedServer.answer(304, "") }
                return steps
            }
            set(text, tag: headers["ETag"])
        }

        func set(_ steps: [ScriptedServer.Step]) { state.value.withLock { $0 = (steps, nil) } }

        func set(_ text: String, tag: String? = nil) {
            let steps = ScriptedServer.answer(200, text, headers: tag.map { ["ETag": $0] } ?? [:])
            state.value.withLock { $0 = (steps, tag) }
        }
    }

    private func entry(_ server: ScriptedServer) -> RepositoryEntry {
        RepositoryEntry(name: "local", url: server.url + "/charts")
    }

    private func names(_ catalog: RepositoryCatalog) async throws -> [String] {
        try await catalog.index(of: "local").chartNames
    }

    @Test func twoHundredAtOnceDownloadOnce() async throws {
        let index = try Index(indexText(["demo"]))
        index.set([.sleep(milliseconds: 100)] + ScriptedServer.answer(200, indexText(["demo"])))
        let catalog = fixture.catalog([entry(index.server)])
        try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<200 { group.addTask { try await names(catalog) } }
            for try await found in group { #expect(found == ["demo"]) }
        }
        #expect(index.server.requests.count == 1)
        // By address and with credentials of their own: once for each identity.
        try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<200 {
                var asked = RepositoryEntry(name: "", url: index.server.url)
                (asked.username, asked.password) = ("user\(number % 2)", "secret")
                let entry = asked
                group.addTask { try await catalog.index(at: entry).chartNames }
            }
            for try await found in group { #expect(found == ["demo"]) }
        }
        #expect(index.server.requests.count == 3)
        #expect(Set(index.server.requests.compactMap { $0.headers["authorization"] }).count == 2)
    }

    @Test func anUnchangedIndexCostsOne304() async throws {
        let index = try Index(indexText(["demo"]), headers: ["ETag": "\"a\""])
        let catalog = fixture.catalog([entry(index.server)])
        #expect(try await names(catalog) == ["demo"])
        #expect(try await catalog.update().isEmpty)
        #expect(index.server.requests.map { $0.headers["if-none-match"] } == [nil, "\"a\""])
        // Another process knows the state, too.
        let second = fixture.catalog([entry(index.server)])
        #expect(try await names(second) == ["demo"])
        #expect(index.server.requests.count == 2)
        #expect(try await second.update().isEmpty)
        #expect(index.server.requests.last?.headers["if-none-match"] == "\"a\"")
        // Not once the text is another than the one that the tag was given for.
        try fixture.write(indexText(["theirs"]), to: fixture.cache + "/local-index.yaml")
        #expect(try await names(second) == ["theirs"])
        #expect(try await second.update().isEmpty)
        #expect(index.server.requests.last?.headers["if-none-match"] == nil)
        #expect(try await names(second) == ["demo"])
        // Nor when Helm's command line has nothing to read.
        try FileManager.default.removeItem(atPath: fixture.cache + "/local-index.yaml")
        #expect(try await second.update().isEmpty)
        #expect(try fixture.text(fixture.cache + "/local-index.yaml") == indexText(["demo"]))
        index.set(indexText(["newer"]), tag: "\"b\"")
        #expect(try await catalog.update().isEmpty)
        #expect(try await names(catalog) == ["newer"])
        #expect(try await names(second) == ["newer"])
    }

    /// The tag of one address says nothing of another.
    @Test func anotherAddressIsAskedWithoutConditions() async throws {
        let index = try Index(indexText(["demo"]), headers: ["ETag": "\"a\""])
        #expect(try await names(fixture.catalog([entry(index.server)])) == ["demo"])
        var moved = entry(index.server)
        moved.url += "/moved"
        let catalog = fixture.catalog([moved])
        #expect(try await catalog.update().isEmpty)
        #expect(index.server.requests.map { $0.headers["if-none-match"] } == [nil, nil])
    }

    @Test func theCachedIndexServesWhileTheRepositoryIsDown() async throws {
        try fixture.write(indexText(["cached"]), to: fixture.cache + "/local-index.yaml")
        let catalog = fixture.catalog([RepositoryEntry(name: "local", url: "http://127.0.0.1:1")])
        #expect(try await names(catalog) == ["cached"])
        let failures = try await catalog.update()
        #expect(failures.map(\.entry.name) == ["local"])
        #expect(
            failures.first?.error.message
                == "Get \"http://127.0.0.1:1/index.yaml\": dial tcp 127.0.0.1:1: connect: connection refused")
        #expect(try await names(catalog) == ["cached"])
        let state = try #require(try await catalog.states().first)
        #expect(state.status == .stale)
        #expect(state.error == failures.first?.error.message)
        #expect(state.updated != nil)
    }

    @Test(arguments: [
        "", "hello", "entries: {}\n", "apiVersion: v1\nentries:\n  a: [\n", "\u{0}\u{1}", "[]",
        "apiVersion: v1\nentries: {}\nentries: {}\n",
    ])
    func aBadIndexReplacesNothing(_ text: String) async throws {
        let index = try Index(indexText(["good"]))
        let catalog = fixture.catalog([entry(index.server)])
        #expect(try await names(catalog) == ["good"])
        index.set(text)
        #expect(try await catalog.update().count == 1)
        #expect(try await names(catalog) == ["good"])
        #expect(try fixture.text(fixture.cache + "/local-index.yaml") == indexText(["good"]))
        #expect(try await catalog.states().first?.status == .stale)
        index.set(indexText(["better"]))
        #expect(try await catalog.update().isEmpty)
        #expect(try await names(catalog) == ["better"])
        #expect(try await catalog.states().first?.status == .ready)
    }

    @Test func brokenTransfersReplaceNothing() async throws {
        let good = indexText(["good"])
        let index = try Index(good)
        #expect(try await names(fixture.catalog([entry(index.server)])) == ["good"])
        let catalog = fixture.catalog([entry(index.server)]) { settings in
            settings.maximumIndexBytes = 4096
            settings.timeout = .milliseconds(500)
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
        let faults: [[ScriptedServer.Step]] = [
            [.send(Array((head + good).utf8)), .close], [.send(Array((head + good).utf8)), .reset],
            [.send(Array((head + good).utf8)), .sleep(milliseconds: 20_000), .close], [.close], [.reset],
            ScriptedServer.answer(200, good + String(repeating: "#", count: 5000)),
            [ScriptedServer.chunkedHead, ScriptedServer.chunk(good), .close],
        ]
        for fault in faults {
            index.set(fault)
            #expect(try await catalog.update().count == 1)
            #expect(try await names(catalog) == ["good"])
        }
        #expect(try fixture.text(fixture.cache + "/local-index.yaml") == good)
    }

    @Test func aGzippedIndexIsBoundedByWhatItUnpacksTo() async throws {
        // 1 MiB of spaces, deflated by gzip(1).
        let folder = fixture.folder
        try fixture.write(indexText(["demo"]) + String(repeating: " ", count: 1 << 20) + "\n", to: folder + "/x")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-9", folder + "/x"]
        try process.run()
        process.waitUntilExit()
        let packed = try [UInt8](Data(contentsOf: URL(filePath: folder + "/x.gz")))
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"
        let index = try Index("")
        index.set([.send(Array(head.utf8) + packed)])
        let bounded = fixture.catalog([entry(index.server)]) { $0.maximumIndexBytes = 64 << 10 }
        let error = await failure { try await names(bounded) }
        #expect(error?.message.contains("is larger than the 65536 bytes that are allowed") == true)
        #expect(index.server.requests.first?.headers["accept-encoding"] == "gzip")
        #expect(try await names(fixture.catalog([entry(index.server)])) == ["demo"])
    }

    @Test func everyFailingOneIsNamed() async throws {
        let index = try Index(indexText(["demo"]))
        let catalog = fixture.catalog([
            RepositoryEntry(name: "a", url: "http://127.0.0.1:1/a"), entry(index.server),
            RepositoryEntry(name: "b", url: index.server.url + "/none/../x"),
            RepositoryEntry(name: "c", url: "http://127.0.0.1:1/c"),
        ])
        #expect(try await catalog.update().map(\.entry.name) == ["a", "c"])
        #expect(try await names(catalog) == ["demo"])
    }

    // MARK: The disk

    @Test func withoutACacheFolderTheIndexIsInMemory() async throws {
        let index = try Index(indexText(["demo"]), headers: ["ETag": "\"a\""])
        try fixture.write("in the way", to: fixture.cache)
        let reported = Reports()
        let catalog = fixture.catalog([entry(index.server)]) { settings in
            settings.report = { line in reported.lines.withLock { $0.append(line) } }
        }
        #expect(try await names(catalog) == ["demo"])
        var state = try #require(try await catalog.states().first)
        #expect(state.status == .ready)
        #expect(state.error == "mkdir \(fixture.cache): the folder cannot be made")
        #expect(reported.lines.withLock { $0.count } == 1)
        // With room again the next update writes it.
        try FileManager.default.removeItem(atPath: fixture.cache)
        #expect(try await catalog.update().isEmpty)
        #expect(try fixture.text(fixture.cache + "/local-index.yaml") == indexText(["demo"]))
        state = try #require(try await catalog.states().first)
        #expect(state.error == nil)
    }

    private final class Reports: Sendable {
        let lines = Mutex<[String]>([])
    }

    private static func mount(_ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Only root may mount, and not in every container.
    static let canMount: Bool = {
        let folder = NSTemporaryDirectory() + "mount-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard mount(["/bin/mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder]) else { return false }
        return mount(["/bin/umount", folder])
    }()

    @Test(.enabled(if: canMount, "mounting a small file system needs root"))
    func aFullDiskLeavesTheIndexInMemory() async throws {
        try FileManager.default.createDirectory(atPath: fixture.cache, withIntermediateDirectories: true)
        guard Self.mount(["/bin/mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", fixture.cache]) else {
            return #expect(Bool(false))
        }
        defer { _ = Self.mount(["/bin/umount", fixture.cache]) }
        let index = try Index(indexText(["demo"]))
        let catalog = fixture.catalog([entry(index.server)])
        #expect(try await names(catalog) == ["demo"])
        let large = indexText((0..<2000).map { "chart-\($0)" })
        index.set(large)
        #expect(try await catalog.update().isEmpty)
        #expect(try await names(catalog).count == 2000)
        let state = try #require(try await catalog.states().first)
        #expect(state.error?.hasSuffix("No space left on device") == true)
        // The command line still has the older index, whole, and nothing half written lies about.
        #expect(try fixture.text(fixture.cache + "/local-index.yaml") == indexText(["demo"]))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.cache).sorted() == [
                "local-charts.txt", "local-index.state.json", "local-index.yaml",
            ])
        // A later start has what is on disk.
        #expect(try await names(fixture.catalog([entry(index.server)])) == ["demo"])
    }

    @Test func anUnreadableCacheIsReplaced() async throws {
        let index = try Index(indexText(["demo"]))
        try fixture.write("half an ind", to: fixture.cache + "/local-index.yaml")
        let catalog = fixture.catalog([entry(index.server)])
        #expect(try await names(catalog) == ["demo"])
        #expect(try fixture.text(fixture.cache + "/local-index.yaml") == indexText(["demo"]))
        // Damaged later: what is in memory serves.
        try fixture.write("half an ind", to: fixture.cache + "/local-index.yaml")
        #expect(try await names(catalog) == ["demo"])
        #expect(index.server.requests.count == 1)
    }

    @Test func memoryIsBounded() async throws {
        let index = try Index(indexText(["demo"]))
        let entries = (0..<4).map { RepositoryEntry(name: "r\($0)", url: index.server.url + "/\($0)") }
        let catalog = fixture.catalog(entries) { $0.maximumHeldBytes = indexText(["demo"]).utf8.count * 2 }
        for _ in 0..<2 {
            for entry in entries { #expect(try await catalog.index(of: entry.name).chartNames == ["demo"]) }
        }
        #expect(await catalog.known.values.filter { $0.loaded != nil }.count == 2)
        // What was let go of came back from disk, and is still told as here.
        #expect(index.server.requests.count == 4)
        #expect(try await catalog.states().map(\.status) == [.ready, .ready, .ready, .ready])
        #expect(try await catalog.searched().count == 4)
    }

    /// A name from a file that somebody wrote by hand leads nowhere.
    @Test func aNameIsNoPath() async throws {
        let index = try Index(indexText(["demo"]))
        var list = RepositoryList()
        list.update(RepositoryEntry(name: "../../escape", url: index.server.url))
        try fixture.write(String(decoding: list.yaml, as: UTF8.self), to: fixture.file)
        let catalog = fixture.catalog()
        #expect(try await catalog.index(of: "../../escape").chartNames == ["demo"])
        let files = FileManager.default.enumerator(atPath: fixture.folder)?.allObjects as? [String]
        #expect(files?.contains { $0.hasSuffix("index.yaml") } == false)
    }

    // MARK: In the background

    @Test func aRepositoryThatIsDownAtTheStartComesBack() async throws {
        let index = try Index(indexText(["demo"]))
        index.set([.close])
        let catalog = fixture.catalog([entry(index.server)])
        let background = Task { await catalog.keepFresh() }
        try await until { try await catalog.states().first?.status == .failed }
        let state = try #require(try await catalog.states().first)
        #expect(state.error != nil)
        #expect(state.nextAttempt != nil)
        index.set(indexText(["demo"]))
        // Sooner than the backoff says, for who asks.
        #expect(try await names(catalog) == ["demo"])
        #expect(try await catalog.states().first?.status == .ready)
        background.cancel()
        await background.value
    }

    @Test func theBackgroundAsksAgainByItself() async throws {
        let index = try Index(indexText(["demo"]), headers: ["ETag": "\"a\""])
        let catalog = fixture.catalog([entry(index.server)]) { $0.refreshInterval = .milliseconds(100) }
        let background = Task { await catalog.keepFresh() }
        try await until { index.server.requests.count >= 3 }
        index.set(indexText(["newer"]))
        try await until { try await names(catalog) == ["newer"] }
        // One that the command line adds is found.
        var list = RepositoryList()
        list.update(RepositoryEntry(name: "cli", url: index.server.url + "/cli"))
        try fixture.write(String(decoding: list.yaml, as: UTF8.self), to: fixture.file)
        try await until { index.server.requests.contains { $0.target == "/cli/index.yaml" } }
        background.cancel()
        await background.value
        let count = index.server.requests.count
        try await Task.sleep(for: .milliseconds(300))
        #expect(index.server.requests.count - count <= 1)
    }

    @Test func withoutAnIntervalOnlyWhatIsMissingIsAsked() async throws {
        let index = try Index(indexText(["demo"]))
        try fixture.write(indexText(["cached"]), to: fixture.cache + "/there-index.yaml")
        let catalog = fixture.catalog([
            RepositoryEntry(name: "there", url: index.server.url + "/there"), entry(index.server),
        ]) { $0.refreshInterval = nil }
        let background = Task { await catalog.keepFresh() }
        try await until { try await catalog.states().allSatisfy { $0.status == .ready } }
        try await Task.sleep(for: .milliseconds(200))
        background.cancel()
        await background.value
        #expect(index.server.requests.map(\.target) == ["/charts/index.yaml"])
    }

    private func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test func delays() {
        let plan = RefreshPlan(interval: .seconds(600))
        #expect(plan.delay(afterFailures: 0, jitter: 0) == .seconds(540))
        #expect(plan.delay(afterFailures: 0, jitter: 1) == .seconds(660))
        #expect(plan.delay(afterFailures: 1, jitter: 0.5) == .seconds(5))
        #expect(plan.delay(afterFailures: 3, jitter: 0.5) == .seconds(20))
        #expect(plan.delay(afterFailures: 60, jitter: 1) == .seconds(375))
        #expect(RefreshPlan(interval: nil).delay(afterFailures: 0, jitter: 0) == nil)
    }
}
