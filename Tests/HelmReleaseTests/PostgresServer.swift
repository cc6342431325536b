import Foundation
import HelmRelease
import Synchronization

/// A PostgreSQL of the tests' own, reached by a socket in a folder that goes with it.
final class PostgresServer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Serves every test that leaves it running.
    static let shared: Task<PostgresServer, any Error> = Task { try await PostgresServer.start() }

    private static let counter = Atomic(0)

    /// A namespace that no other test uses.
    static func namespace() -> String { "store-\(counter.add(1, ordering: .relaxed).newValue)" }

    let folder: String
    private let programs: String
    /// Its end tells the shell to stop the server, however these tests end.
    private let lifeline: FileHandle

    private init(folder: String, programs: String, lifeline: FileHandle) {
        self.folder = folder
        self.programs = programs
        self.lifeline = lifeline
    }

    deinit { try? lifeline.close() }

    static func start() async throws -> PostgresServer {
        let programs = try programs()
        let folder = NSTemporaryDirectory() + "pg-\(UInt32.random(in: .min ... .max))"
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script, "postgres", programs, folder]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var said = Data()
        while !said.contains(10) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += more
        }
        guard String(decoding: said, as: UTF8.self).contains("ready") else {
            throw Failure(description: "PostgreSQL does not start: see standard error")
        }
        return PostgresServer(folder: folder, programs: programs, lifeline: input.fileHandleForWriting)
    }

    /// PostgreSQL refuses to run as root.
    private static let script = """
        set -eu
        bin=$1 folder=$2 run=()
        mkdir -m 700 "$folder"
        if [ "$(id -u)" -eq 0 ]; then
            run=(setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$folder")
            chown 65534:65534 "$folder"
        fi
        cd "$folder"
        trap '"${run[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1; cd /; rm -rf "$folder"' EXIT
        "${run[@]}" "$bin/initdb" -D data -U helm -A trust --no-sync --no-locale -E UTF8 >/dev/null
        "${run[@]}" "$bin/pg_ctl" -D data -w -l log -o "-k $folder -c listen_addresses='' -c fsync=off" start >/dev/null
        echo ready
        while read -r word; do
            "${run[@]}" "$bin/pg_ctl" -D data -w -m fast restart >/dev/null
            echo "$word" > restarted
        done
        """

    private static func programs() throws -> String {
        var places = [ProcessInfo.processInfo.environment["HELM_WRAPPER_POSTGRES"]].compactMap(\.self)
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        places += versions.sorted().reversed().map { "\(debian)/\($0)/bin" }
        guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }) else {
            throw Failure(description: "PostgreSQL is not there; make test provides it")
        }
        return found
    }

    /// Stops the server and starts it again.
    func restart() async throws {
        let word = UUID().uuidString
        try lifeline.write(contentsOf: Data("\(word)\n".utf8))
        let mark = "\(folder)/restarted"
        for _ in 0..<600 {
            if (try? String(contentsOfFile: mark, encoding: .utf8)) == "\(word)\n" { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Failure(description: "PostgreSQL does not start again")
    }

    func connectionString(_ name: String = "postgres") -> String { "host=\(folder) user=helm dbname=\(name)" }

    func database(_ name: String = "postgres", timeout: Duration = .seconds(30)) throws -> SQLDatabase {
        try SQLDatabase(
            connectionString: connectionString(name), threads: TestThreads(), statementTimeout: timeout)
    }

    /// What a program of PostgreSQL's prints.
    func output(of program: String, _ arguments: [String]) async throws -> String {
        try await Self.output(
            of: "\(programs)/\(program)", ["-h", folder, "-U", "helm"] + arguments, environment: [:]
        ).text
    }

    @discardableResult
    static func output(
        of program: String, _ arguments: [String], environment: [String: String]
    ) async throws -> (status: Int32, text: String) {
        try await TestThreads().run {
            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (process.terminationStatus, text)
        }
    }
}

/// A thread for each call.
struct TestThreads: SQLThreads {
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
