internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Synchronization

/// Writes log lines in glog's form: `I1121 10:47:37.123456   4711 http.swift:12] message key=value`.
struct GlogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let sink: LogSink

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line =
            "\(Self.letter(event.level))\(Self.timestamp()) \(getpid()) \(Self.fileName(event.file)):\(event.line)] \(event.message)"
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: {
            $0.key < $1.key
        })
        where !key.hasPrefix("hb.") {
            line += " \(key)=\(value)"
        }
        sink.write(line.replacing("\n", with: "\\n") + "\n", level: event.level)
    }

    private static func letter(_ level: Logger.Level) -> Character {
        switch level {
        case .trace, .debug, .info, .notice: "I"
        case .warning: "W"
        case .error: "E"
        case .critical: "F"
        }
    }

    private static func fileName(_ path: String) -> Substring {
        path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
    }

    private static func timestamp() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = "\(value)"
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let day = padded(Int(parts.tm_mon) + 1, 2) + padded(Int(parts.tm_mday), 2)
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":")
        return "\(day) \(time).\(padded(now.tv_nsec / 1000, 6))"
    }
}

/// Where log lines go: standard error, or a file and, from a severity on, standard error too.
final class LogSink: Sendable {
    private let file: Int32?
    private let errorLevel: Logger.Level

    init(_ flags: LoggingFlags) {
        var file: Int32?
        if !flags.logtostderr || flags.alsologtostderr, !flags.logDir.isEmpty {
            let descriptor = open("\(flags.logDir)/helm-wrapper.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
            if descriptor >= 0 { file = descriptor }
        }
        self.file = file
        if flags.logtostderr || flags.alsologtostderr || file == nil {
            errorLevel = .trace
        } else {
            errorLevel =
                switch flags.stderrthreshold {
                case .info: .trace
                case .warning: .warning
                case .error: .error
                case .fatal: .critical
                }
        }
    }

    /// One write a line, so that lines of several threads do not mix.
    func write(_ line: String, level: Logger.Level) {
        let bytes = Array(line.utf8)
        if let file { _ = Glibc.write(file, bytes, bytes.count) }
        if level >= errorLevel { _ = Glibc.write(STDERR_FILENO, bytes, bytes.count) }
    }
}
