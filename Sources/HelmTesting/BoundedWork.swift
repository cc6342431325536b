import Glibc

/// Runs hostile work within bounds. For the body of an exit test: the process must have nothing else to do.
///
///     await #expect(processExitsWith: .success) {
///         try BoundedWork.run { #expect(…) }
///     }
public enum BoundedWork {
    /// How much memory `body` may come to hold, over what it begins with. Honest input of a few MiB takes less.
    public static let megabytes = 64
    /// CPU time after which the process is killed: far more than any of it takes, yet no hang is waited for.
    private static let seconds: rlim_t = 60
    /// Address space beyond which allocations fail: what grows without end is stopped before it takes the machine.
    private static let addressSpace = 4 << 30

    public struct Exceeded: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: what `body` throws; ``Exceeded`` when it took more than ``megabytes``.
    public static func run(_ body: () throws -> Void) throws {
        let before = try begin()
        try body()
        try end(before)
    }

    /// As ``run(_:)-(()throws->Void)``.
    public static func run(_ body: () async throws -> Void) async throws {
        let before = try begin()
        try await body()
        try end(before)
    }

    private static func begin() throws -> Int {
        limit(__rlimit_resource_t(RLIMIT_CPU.rawValue), to: seconds)
        limit(__rlimit_resource_t(RLIMIT_AS.rawValue), to: rlim_t(try status("VmSize") * 1024 + addressSpace))
        // Begins the measure of the most memory held anew. (man 5 proc, clear_refs)
        guard let file = fopen("/proc/self/clear_refs", "w") else {
            throw Exceeded(description: "nothing can be measured")
        }
        fputs("5", file)
        fclose(file)
        return try status("VmRSS")
    }

    private static func end(_ before: Int) throws {
        let taken = (try status("VmHWM") - before) / 1024
        report(taken)
        guard taken <= megabytes else { throw Exceeded(description: "took \(taken) MB of memory") }
    }

    /// What was measured, a line for each work, in the file that `BOUNDED_WORK_LOG` names.
    private static func report(_ taken: Int) {
        guard let path = getenv("BOUNDED_WORK_LOG"), let file = fopen(path, "a") else { return }
        defer { fclose(file) }
        var used = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
        fputs("\(taken) MB, \(used.tv_sec * 1000 + used.tv_nsec / 1_000_000) ms of CPU, start included\n", file)
    }

    private static func limit(_ resource: __rlimit_resource_t, to value: rlim_t) {
        var limits = rlimit(rlim_cur: value, rlim_max: value)
        setrlimit(resource, &limits)
    }

    /// A size in KiB.
    private static func status(_ name: String) throws -> Int {
        guard let file = fopen("/proc/self/status", "r") else { throw Exceeded(description: "nothing can be measured") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split { $0 == " " || $0 == "\t" || $0 == ":" }
            if let first = words.first, first == name, let size = words.dropFirst().first.flatMap({ Int($0) }) {
                return size
            }
        }
        throw Exceeded(description: "nothing can be measured")
    }
}
