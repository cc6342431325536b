import Foundation
import HelmArchive
import HelmChart
import HelmHTTP
import HelmTesting

@testable import HelmRepository

/// A folder of its own, and catalogs over it.
final class RepositoryFixture: Sendable {
    let folder: String
    var file: String { folder + "/config/repositories.yaml" }
    var cache: String { folder + "/cache" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/helm-repositories-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func catalog(
        _ entries: [RepositoryEntry] = [], gate: OutboundGate = OutboundGate(),
        _ change: (inout RepositoryCatalog.Settings) -> Void = { _ in }
    ) -> RepositoryCatalog {
        var settings = RepositoryCatalog.Settings(
            file: file, cacheFolder: cache, now: { Int64(Date().timeIntervalSince1970) })
        settings.configured = entries
        settings.lockTimeout = .seconds(20)
        change(&settings)
        return RepositoryCatalog(
            settings: settings, transport: RepositoryTransport(gate: gate), blocking: TestThreads())
    }

    func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    func write(_ text: String, to path: String) throws {
        let parent = URL(filePath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        // In place, as Helm writes.
        if let handle = FileHandle(forWritingAtPath: path) {
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } else {
            try Data(text.utf8).write(to: URL(filePath: path))
        }
    }
}

/// A thread for each piece of work.
struct TestThreads: BlockingExecutor {
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// An index with charts of these names in one version each.
func indexText(_ names: [String], version: String = "1.0.0") -> String {
    "apiVersion: v1\nentries:\n"
        + names.map { "  \($0):\n  - {name: \($0), version: \(version), urls: [\($0)-\(version).tgz]}\n" }.joined()
}

func failure<T>(_ work: () async throws -> T) async -> RepositoryError? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? RepositoryError
    }
}
