import Foundation

/// `fuzz [TARGET...] [--seconds N] [--seed N] [--corpus DIR]`: fuzzes each target for that long, one after the other.
///
/// DIR/TARGET keeps the inputs that reach new code, for the next run to begin with; what fails lies in DIR/findings.
struct FuzzCommand {
    private var targets: [FuzzTarget] = []
    private var seconds = 600
    private var seed = 1
    private var folder = URL(filePath: ".build-fuzz/corpus")

    /// A run of one input that takes longer than this hangs.
    private static let secondsPerInput = 20
    private static let memoryMegabytes = 3_000

    static func run(_ arguments: [String]) -> Int32 {
        guard let command = FuzzCommand(arguments) else {
            print("usage: fuzz [TARGET...] [--seconds N] [--seed N] [--corpus DIR]")
            print("targets: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
            return 2
        }
        do {
            let failed = try command.targets.filter { try !command.fuzz($0) }
            return failed.isEmpty ? 0 : 1
        } catch {
            print("fuzz: \(error)")
            return 2
        }
    }

    private init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if let target = FuzzTarget.named(argument) {
                targets.append(target)
                continue
            }
            guard let value = rest.popFirst() else { return nil }
            switch argument {
            case "--seconds": if let number = Int(value) { seconds = number } else { return nil }
            case "--seed": if let number = Int(value) { seed = number } else { return nil }
            case "--corpus": folder = URL(filePath: value)
            default: return nil
            }
        }
        if targets.isEmpty { targets = FuzzTarget.all }
    }

    /// Whether nothing was found.
    private func fuzz(_ target: FuzzTarget) throws -> Bool {
        let findings = folder.appending(path: "findings")
        let corpus = folder.appending(path: target.name)
        try FileManager.default.createDirectory(at: findings, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
        let regressions = try Corpus.regressions(of: target).map(\.bytes)
        for (index, seed) in try (target.seeds() + regressions).enumerated() {
            try Data(seed.prefix(target.maximumLength)).write(to: corpus.appending(path: "seed-\(index)"))
        }
        let log = findings.appending(path: "\(target.name).log")
        let words = findings.appending(path: "\(target.name).words")
        try Data(target.words.map(Self.dictionaryLine).joined().utf8).write(to: words)
        print("fuzz: \(target.name) for \(seconds) s …")
        fflush(nil)
        let status = try start(
            target, log: log,
            [
                "-max_total_time=\(seconds)", "-seed=\(seed)", "-max_len=\(target.maximumLength)",
                "-timeout=\(Self.secondsPerInput)", "-rss_limit_mb=\(Self.memoryMegabytes)", "-print_final_stats=1",
                "-artifact_prefix=\(findings.path)/\(target.name)-", "-dict=\(words.path)", corpus.path,
            ])
        report(target, status: status, log: String(decoding: try Data(contentsOf: log), as: UTF8.self), at: log)
        return status == 0
    }

    private func start(_ target: FuzzTarget, log: URL, _ arguments: [String]) throws -> Int32 {
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        // Swift's own crash reporter would take the signals from libFuzzer, which must save the input.
        process.environment = ProcessInfo.processInfo.environment.merging([
            FuzzProcess.variable: target.name, "SWIFT_BACKTRACE": "enable=no",
        ]) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func report(_ target: FuzzTarget, status: Int32, log: String, at file: URL) {
        let lines = log.split(whereSeparator: \.isNewline)
        for name in ["number_of_executed_units", "average_exec_per_sec", "peak_rss_mb"] {
            for line in lines where line.contains(name) { print("  \(line)") }
        }
        if status == 0 { return }
        print("  FAILED (\(status)); see \(file.path)")
        for line in lines where line.contains("Test unit written to") || line.contains("Fatal error") {
            print("  \(line)")
        }
    }

    /// A line of libFuzzer's dictionary, every byte escaped.
    private static func dictionaryLine(_ word: String) -> String {
        let digits = Array("0123456789ABCDEF")
        let bytes = word.utf8.map { "\\x\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
        return "\"\(bytes.joined())\"\n"
    }
}
