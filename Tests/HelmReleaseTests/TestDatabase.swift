import Foundation
import HelmRelease
import HelmTesting

extension PostgresServer {
    func database(_ name: String = "postgres", timeout: Duration = .seconds(30)) throws -> SQLDatabase {
        try SQLDatabase(
            connectionString: connectionString(name), threads: TestThreads(), statementTimeout: timeout)
    }

    func restart() async throws { try await perform(.restart) }
}

/// A thread for each call.
struct TestThreads: SQLThreads {
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
