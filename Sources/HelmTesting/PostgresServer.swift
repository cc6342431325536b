internal import Foundation
internal import Synchronization

/// A PostgreSQL of the tests' own, reached by a socket in a folder that goes with it.
public final class PostgresServer: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) { self.description = description }
    }

    /// Serves every test that leaves it running.
    public static let shared: Task<PostgresServer, any Error> = Task { try await PostgresServer.start() }

    private static let counter = Atomic(0)

    /// A namespace that no other test uses.
    public static func namespace() -> String { "store-\(counter.add(1, ordering: .relaxed).newValue)" }

    public let folder: String
    private let programs: String
    /// Its end tells the shell to stop the server, however these tests end.
    private let lifeline: FileHandle

    private init(folder: String, programs: String, lifeline: FileHandle) {
        self.folder = folder
        self.programs = programs
        self.lifeline = lifeline
    }

    deinit { try? lifeline.close() }

    public static func start() async throws -> PostgresServer {
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
        control() { "${run[@]}" "$bin/pg_ctl" -D data -w -l log "$@" >/dev/null; }
        options="-k $folder -c listen_addresses='' -c fsync=off"
        control -o "$options" start
        echo ready
        while read -r action word; do
            if [ "$action" = stop ]; then control -m immediate stop; else control -o "$options" -m fast "$action"; fi
            echo "$word" > done
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

    /// What is done to the server, as `pg_ctl` names it.
    public enum Action: String, Sendable {
        case stop, start, restart
    }

    public func perform(_ action: Action) async throws {
        let word = UUID().uuidString
        try lifeline.write(contentsOf: Data("\(action.rawValue) \(word)\n".utf8))
        let mark = "\(folder)/done"
        for _ in 0..<3000 {
            if (try? String(contentsOfFile: mark, encoding: .utf8)) == "\(word)\n" { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure(description: "PostgreSQL does not \(action.rawValue)")
    }

    public func connectionString(_ name: String = "postgres") -> String { "host=\(folder) user=helm dbname=\(name)" }

    /// What a program of PostgreSQL's prints.
    public func output(of program: String, _ arguments: [String]) async throws -> String {
        try await Self.output(
            of: "\(programs)/\(program)", ["-h", folder, "-U", "helm"] + arguments, environment: [:]
        ).text
    }

    @discardableResult
    public static func output(
        of program: String, _ arguments: [String], environment: [String: String]
    ) async throws -> (status: Int32, text: String) {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try wait(for: program, arguments, environment) })
            }
        }
    }

    private static func wait(
        for program: String, _ arguments: [String], _ environment: [String: String]
    ) throws -> (status: Int32, text: String) {
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
