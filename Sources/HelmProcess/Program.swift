internal import Glibc
internal import Subprocess
internal import SystemPackage

public struct ProgramResult: Sendable {
    /// What the program exited with; 128 and the signal's number when one ended it.
    public let status: Int
    public let output: [UInt8]

    /// Trimmed, for comparing and showing.
    public var shownOutput: String {
        var text = output[...]
        while let last = text.last, last <= 0x20 { text.removeLast() }
        while let first = text.first, first <= 0x20 { text.removeFirst() }
        return String(decoding: text.map { $0 < 0x20 && $0 != 0x0a ? 0x20 : $0 }, as: UTF8.self)
    }
}

public struct ProgramFailure: Error {
    public let reason: String
}

/// A program found on the `PATH`, or named by a path, run without a shell: standard output is a pipe, standard input a
/// file in memory.
public struct Program: Sendable {
    public let name: String
    public let arguments: [String]
    /// Over the environment of this process.
    public var environment: [(name: String, value: String)] = []
    /// Whether what it says on standard error goes to that of this process; nowhere otherwise.
    public var sharesErrors = false

    public init(name: String, arguments: [String]) {
        self.name = name
        self.arguments = arguments
    }

    /// Whether a program of that name is on the `PATH`; with a slash in it, whether it is one.
    public static func isInstalled(_ name: String) -> Bool { path(of: name) != nil }

    /// On the `PATH` of this process, whatever ``environment`` says: as Go looks programs up.
    private static func path(of name: String) -> String? {
        guard !name.utf8.contains(0) else { return nil }
        if name.utf8.contains(UInt8(ascii: "/")) { return isExecutable(name) ? name : nil }
        guard let path = getenv("PATH") else { return nil }
        return String(cString: path).split(separator: ":").lazy.map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR && access(path, X_OK) == 0
    }

    /// Runs it to its end, and that of what it started and what keeps its output open. All of them are killed when
    /// their time is over, when they say more than `outputLimit` bytes, and when the calling task is cancelled.
    public func run(
        input: [UInt8], timeout: Duration, outputLimit: Int
    ) async throws(ProgramFailure) -> ProgramResult {
        let deadline = ContinuousClock.now + timeout
        // What comes first counts. These are tasks of their own, so that nothing in the way of killing the program
        // keeps the caller beyond the deadline.
        let (ends, end) = AsyncStream.makeStream(
            of: Result<ProgramResult, ProgramFailure>.self, bufferingPolicy: .bufferingOldest(1))
        let work = Task { end.yield(await self.end(input, outputLimit)) }
        let clock = Task {
            do {
                try await Task.sleep(until: deadline, clock: .continuous)
                end.yield(.failure(ProgramFailure(reason: "timed out")))
            } catch {}
        }
        defer {
            work.cancel()
            clock.cancel()
        }
        for await first in ends { return try first.get() }
        throw ProgramFailure(reason: "cancelled")
    }

    private func end(_ input: [UInt8], _ limit: Int) async -> Result<ProgramResult, ProgramFailure> {
        guard let path = Self.path(of: name) else { return .failure(Self.notFound) }
        do {
            let result = try await run(path, input, limit)
            let status =
                switch result.terminationStatus {
                case .exited(let code): Int(code)
                case .signaled(let signal): 128 + Int(signal)
                }
            return .success(ProgramResult(status: status, output: result.closureResult))
        } catch let error as ProgramFailure {
            return .failure(error)
        } catch let error as SubprocessError {
            return .failure(Self.failure(error))
        } catch {
            return .failure(ProgramFailure(reason: "start: \("\(error)".lowercased())"))
        }
    }

    /// Subprocess gets nothing but descriptors. It would end this process with an assertion for a program that leaves
    /// its input unread, or with only some of the descriptors that it makes to be had.
    private func run(
        _ path: String, _ input: [UInt8], _ limit: Int
    ) async throws -> ExecutionResult<[UInt8], FileDescriptorOutput, FileDescriptorOutput> {
        let nowhere = try FileDescriptor.open("/dev/null", .readWrite, options: .closeOnExec)
        defer { try? nowhere.close() }
        let file = input.isEmpty ? nowhere : try Self.file(of: input)
        defer { if !input.isEmpty { try? file.close() } }
        try Self.leaveRoom(nowhere)
        var options = PlatformOptions()
        // A group of its own, so that what it starts ends with it.
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let pipe = try FileDescriptor.pipe()
        defer { try? pipe.readEnd.close() }
        for end in [pipe.readEnd, pipe.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        return try await Subprocess.run(
            .path(FilePath(path)),
            arguments: Arguments(executablePathOverride: name, remainingValues: arguments),
            environment: .inherit.updating(
                Dictionary(environment.map { (Environment.Key(stringLiteral: $0.name), $0.value) }) { $1 }),
            platformOptions: options,
            input: .fileDescriptor(file, closeAfterSpawningProcess: false),
            output: .fileDescriptor(pipe.writeEnd, closeAfterSpawningProcess: true),
            error: .fileDescriptor(sharesErrors ? .standardError : nowhere, closeAfterSpawningProcess: false)
        ) { _ in try await ProgramOutput(pipe: pipe.readEnd).bytes(limit: limit) }
    }

    /// Subprocess waits without end for a program that it got no descriptor of, and never works again when its first
    /// run got none of those that it keeps. So a run does not begin without enough for it, the pipe, and the clocks.
    private static func leaveRoom(_ any: FileDescriptor) throws {
        var spare: [FileDescriptor] = []
        defer { for descriptor in spare { try? descriptor.close() } }
        for _ in 0..<16 { spare.append(try any.duplicate()) }
    }

    /// In memory, for it may be a secret, and without a name from here on.
    private static func file(of bytes: [UInt8]) throws -> FileDescriptor {
        let name = "/program-input-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let number = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard number >= 0 else { throw Errno(rawValue: errno) }
        shm_unlink(name)
        let file = FileDescriptor(rawValue: number)
        do {
            try file.writeAll(toAbsoluteOffset: 0, bytes)
        } catch {
            try? file.close()
            throw error
        }
        return file
    }

    private static let notFound = ProgramFailure(reason: "executable file not found in $PATH")

    private static func failure(_ error: SubprocessError) -> ProgramFailure {
        if error.code == .executableNotFound { return notFound }
        let reason = error.underlyingError.map { "\($0)".lowercased() } ?? error.description
        return ProgramFailure(reason: "start: \(reason)")
    }
}
