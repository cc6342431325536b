internal import ArgumentParser
internal import HelmAPI

/// The flags, with the names and defaults that clients of the Go server know (pflag and glog).
struct Flags: ParsableArguments {
    @Option(help: "server listen addr (default \"0.0.0.0\" in a cluster, \"127.0.0.1\" elsewhere)")
    var addr: String?

    @Option(help: "server listen port")
    var port: String = "8080"

    @Option(help: "helm wrapper config")
    var config: String = "config.yaml"

    @Flag(name: .customLong("debug"), inversion: .prefixedNo, help: "enable verbose output")
    var debug: Bool?

    @Option(name: .customLong("kube-context"), help: "name of the kubeconfig context to use")
    var kubeContext: String?

    @Option(help: "path to the kubeconfig file")
    var kubeconfig: String?

    @Option(name: [.customShort("n"), .long], help: "namespace scope for this request")
    var namespace: String?

    @Option(
        name: .customLong("burst-limit"),
        help: "client-side limit: how many requests one caller may send to an API server at once (default 100)")
    var burstLimit: Int?

    @Option(help: "client-side limit: how many of them a second after that (default 0: no limit)")
    var qps: Double?

    @Option(
        name: .customLong("registry-config"),
        help: "path to the registry config file (default \"~/.config/helm/registry/config.json\")")
    var registryConfig: String?

    @Option(
        name: .customLong("repository-cache"),
        help: "path to the file containing cached repository indexes (default \"~/.cache/helm/repository\")"
    )
    var repositoryCache: String?

    @Option(
        name: .customLong("repository-config"),
        help: "path to the file containing repository names and URLs (default \"~/.config/helm/repositories.yaml\")"
    )
    var repositoryConfig: String?

    @Flag(
        inversion: .prefixedNo,
        help: "start a Kubernetes API server in memory and serve on it: for trying out, nothing is kept")
    var embedded = false

    @Flag(
        name: .customLong("http-status"), inversion: .prefixedNo,
        help: "true HTTP statuses instead of 200 on every handled reply")
    var httpStatus: Bool?

    @OptionGroup(title: "Logging (glog)")
    var logging: LoggingFlags

    /// Helm's settings from the process's environment, overwritten by the flags that were given.
    func environment(variables: [String: String]) -> HelmEnvironment {
        var environment = HelmEnvironment(variables: variables)
        environment.debug = debug ?? environment.debug
        environment.kubeContext = kubeContext ?? environment.kubeContext
        environment.kubeconfig = kubeconfig ?? environment.kubeconfig
        environment.burstLimit = burstLimit ?? environment.burstLimit
        environment.qps = qps ?? environment.qps
        environment.namespace = namespace ?? environment.namespace
        environment.registryConfig = registryConfig ?? environment.registryConfig
        environment.repositoryCache = repositoryCache ?? environment.repositoryCache
        environment.repositoryConfig = repositoryConfig ?? environment.repositoryConfig
        return environment
    }
}

/// glog's flags.
struct LoggingFlags: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "log to standard error as well as files")
    var alsologtostderr = false

    @Option(
        name: .customLong("log_backtrace_at"),
        help: "accepted and ignored: there are no Go source lines to stop at (default :0)")
    var logBacktraceAt: String = ":0"

    @Option(name: .customLong("log_dir"), help: "If non-empty, write log files in this directory")
    var logDir: String = ""

    @Flag(inversion: .prefixedNo, help: "log to standard error instead of files")
    var logtostderr = true

    @Option(help: "logs at or above this threshold go to stderr")
    var stderrthreshold: Severity = .error

    @Option(name: [.customShort("v"), .customLong("v")], help: "log level for V logs: 4 shows debug, 6 trace messages")
    var verbosity: Int = 0

    @Option(help: "accepted and ignored: comma-separated list of pattern=N settings for file-filtered logging")
    var vmodule: String = ""

    /// glog's severities, by number or name.
    enum Severity: Int, ExpressibleByArgument {
        case info, warning, error, fatal

        init?(argument: String) {
            switch argument.lowercased() {
            case "0", "info": self = .info
            case "1", "warning": self = .warning
            case "2", "error": self = .error
            case "3", "fatal": self = .fatal
            default: return nil
            }
        }

        var defaultValueDescription: String { "\(rawValue)" }
    }
}

/// Rewrites the spellings that Go's flag packages take and ArgumentParser does not.
enum GoSpelling {
    private static let booleans: Set<String> = ["alsologtostderr", "debug", "embedded", "http-status", "logtostderr"]

    /// `--debug=false` becomes `--no-debug`, `-v=2` and `-v2` become `--v=2`, `-n=x` becomes `--namespace=x`.
    static func normalized(_ arguments: [String]) -> [String] {
        arguments.map(normalized)
    }

    private static func normalized(_ argument: String) -> String {
        if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
            let name = String(argument[..<equals].dropFirst(2))
            guard booleans.contains(name) else { return argument }
            switch argument[argument.index(after: equals)...].lowercased() {
            case "true", "t", "1": return "--\(name)"
            case "false", "f", "0": return "--no-\(name)"
            default: return argument
            }
        }
        if argument.hasPrefix("-v"), argument.utf8.count > 2 {
            let value = argument.dropFirst(2)
            return "--v=\(value.hasPrefix("=") ? value.dropFirst() : value)"
        }
        return argument.hasPrefix("-n=") ? "--namespace=\(argument.dropFirst(3))" : argument
    }
}
