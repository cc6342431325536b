internal import Glibc
internal import Synchronization

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

/// A program found on the `PATH`, or named by a path, run without a shell: standard input and output are pipes.
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
    public static func isInstalled(_ name: String) -> Bool {
        if name.utf8.contains(UInt8(ascii: "/")) { return isExecutable(name) }
        guard let path = getenv("PATH") else { return false }
        return String(cString: path).split(separator: ":").contains { isExecutable("\($0)/\(name)") }
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR && access(path, X_OK) == 0
    }

    /// Runs it to its end. It is killed when its time is over, or it says more than `outputLimit` bytes.
    public func run(
        input: [UInt8], timeout: Duration, outputLimit: Int
    ) async throws(ProgramFailure) -> ProgramResult {
        let deadline = ContinuousClock.now + timeout
        let result: Result<ProgramResult, ProgramFailure> = await withCheckedContinuation { continuation in
            // A thread of its own: it blocks. It ends by the deadline, whatever the program does.
            let isStarted = BlockingThread.start {
                do throws(ProgramFailure) {
                    let run = try RunningProgram.start(self)
                    continuation.resume(
                        returning: .success(try run.finish(input: input, deadline: deadline, limit: outputLimit)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isStarted { continuation.resume(returning: .failure(ProgramFailure(reason: "no thread to run it on"))) }
        }
        return try result.get()
    }
}

private struct RunningProgram {
    private let process: pid_t
    private let input: Int32
    private let output: Int32

    /// A program that starts while another's pipes are made would inherit them, and keep them open.
    private static let oneStart = Mutex(())

    static func start(_ program: Program) throws(ProgramFailure) -> RunningProgram {
        let started: Result<RunningProgram, ProgramFailure> = oneStart.withLock { _ in
            do throws(ProgramFailure) { return .success(try RunningProgram(program)) } catch { return .failure(error) }
        }
        return try started.get()
    }

    private init(_ program: Program) throws(ProgramFailure) {
        var toProgram: (Int32, Int32) = (-1, -1)
        var fromProgram: (Int32, Int32) = (-1, -1)
        guard Self.pipe(&toProgram) else { throw Self.systemFailure("pipe", errno) }
        guard Self.pipe(&fromProgram) else {
            let reason = errno
            close(toProgram.0)
            close(toProgram.1)
            throw Self.systemFailure("pipe", reason)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toProgram.0, 0)
        posix_spawn_file_actions_adddup2(&actions, fromProgram.1, 1)
        if !program.sharesErrors { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that what it starts ends with it; and no signals blocked or ignored by inheritance.
        var none = sigset_t()
        sigemptyset(&none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var process = pid_t()
        var words = ([program.name] + program.arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var variables = Self.variables(program.environment) + [nil]
        defer { for variable in variables { free(variable) } }
        let status = posix_spawnp(&process, program.name, &actions, &attributes, &words, &variables)
        close(toProgram.0)
        close(fromProgram.1)
        guard status == 0 else {
            close(toProgram.1)
            close(fromProgram.0)
            throw status == ENOENT
                ? ProgramFailure(reason: "executable file not found in $PATH") : Self.systemFailure("start", status)
        }
        self.process = process
        input = toProgram.1
        output = fromProgram.0
        for descriptor in [input, output] { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
    }

    func finish(input bytes: [UInt8], deadline: ContinuousClock.Instant, limit: Int) throws(ProgramFailure)
        -> ProgramResult
    {
        do throws(ProgramFailure) {
            let said = try talk(bytes, deadline, limit)
            return ProgramResult(status: try status(by: deadline), output: said)
        } catch {
            kill(-process, SIGKILL)
            kill(process, SIGKILL)
            var ignored: Int32 = 0
            while waitpid(process, &ignored, 0) < 0, errno == EINTR {}
            throw error
        }
    }

    /// Writes and reads until the program closes its output.
    private func talk(
        _ bytes: [UInt8], _ deadline: ContinuousClock.Instant, _ limit: Int
    ) throws(ProgramFailure) -> [UInt8] {
        defer { close(output) }
        var rest = bytes[...]
        var isOpen = true
        defer { if isOpen { close(input) } }
        var said: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            if isOpen, rest.isEmpty {
                close(input)
                isOpen = false
            }
            var polled = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
            if isOpen { polled.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
            let left = deadline - .now
            guard left > .zero else { throw ProgramFailure(reason: "timed out") }
            if poll(&polled, nfds_t(polled.count), Int32(min(left / .milliseconds(1), 1_000)) + 1) <= 0 { continue }
            if isOpen, polled[1].revents != 0 {
                let count = rest.withUnsafeBytes { send($0) }
                if count > 0 { rest = rest.dropFirst(count) } else if errno != EAGAIN, errno != EINTR { rest = [] }
            }
            guard polled[0].revents != 0 else { continue }
            let count = read(output, &piece, piece.count)
            if count == 0 { return said }
            if count < 0 {
                if errno == EAGAIN || errno == EINTR { continue }
                throw Self.systemFailure("read", errno)
            }
            said += piece[..<count]
            guard said.count <= limit else { throw ProgramFailure(reason: "said more than \(limit) bytes") }
        }
    }

    /// Writes what the pipe takes; a program that reads nothing must not end this one by a signal.
    private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        var pipeSignal = sigset_t()
        sigemptyset(&pipeSignal)
        sigaddset(&pipeSignal, SIGPIPE)
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let count = write(input, bytes.baseAddress, bytes.count)
        let reason = errno
        if count < 0, reason == EPIPE {
            var now = timespec()
            sigtimedwait(&pipeSignal, nil, &now)
        }
        errno = reason
        return count
    }

    private func status(by deadline: ContinuousClock.Instant) throws(ProgramFailure) -> Int {
        var status: Int32 = 0
        while true {
            let found = waitpid(process, &status, WNOHANG)
            if found == process {
                let signal = status & 0x7f
                return signal == 0 ? Int((status >> 8) & 0xff) : 128 + Int(signal)
            }
            if found < 0, errno != EINTR { throw Self.systemFailure("wait", errno) }
            guard ContinuousClock.now < deadline else { throw ProgramFailure(reason: "timed out") }
            usleep(1_000)
        }
    }

    /// Copies of the `NAME=value` of this process with the given ones in place of theirs; of two with one name the
    /// last counts.
    private static func variables(_ own: [(name: String, value: String)]) -> [UnsafeMutablePointer<CChar>?] {
        let own = Dictionary(own.map { ($0.name, $0.value) }) { $1 }
        var result: [UnsafeMutablePointer<CChar>?] = []
        var next = environ
        while let variable = next.pointee {
            let name = String(cString: variable).prefix { $0 != "=" }
            if own[String(name)] == nil { result.append(strdup(variable)) }
            next += 1
        }
        return result + own.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
    }

    private static func pipe(_ ends: inout (Int32, Int32)) -> Bool {
        var descriptors: [Int32] = [-1, -1]
        guard Glibc.pipe(&descriptors) == 0 else { return false }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        ends = (descriptors[0], descriptors[1])
        return true
    }

    private static func systemFailure(_ verb: String, _ reason: Int32) -> ProgramFailure {
        ProgramFailure(reason: "\(verb): \(String(cString: strerror(reason)).lowercased())")
    }
}
