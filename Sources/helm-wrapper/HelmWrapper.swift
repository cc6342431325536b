internal import ArgumentParser
internal import Foundation
internal import HelmAPI
internal import Logging

/// `helm-wrapper`: reads flags, environment and configuration, and runs the server until a signal ends it.
@main
struct HelmWrapper: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "helm-wrapper",
        abstract: "An HTTP API that mirrors Helm's verbs.",
        usage: "helm-wrapper [flags]"
    )

    @OptionGroup var flags: Flags

    static func main() async {
        await main(GoSpelling.normalized(Array(CommandLine.arguments.dropFirst())))
    }

    func validate() throws {
        guard UInt16(flags.port) != nil else {
            throw ValidationError("invalid argument \"\(flags.port)\" for \"--port\": not a port number")
        }
    }

    func run() async throws {
        let sink = LogSink(flags.logging)
        let level: Logger.Level =
            switch flags.logging.verbosity {
            case 6...: .trace
            case 4...: .debug
            default: flags.debug == true ? .debug : .info
            }
        LoggingSystem.bootstrap { _ in GlogHandler(logLevel: level, sink: sink) }
        let logger = Logger(label: "helm-wrapper")
        do {
            try await Composition(flags: flags, variables: ProcessInfo.processInfo.environment, logger: logger).run()
        } catch {
            logger.critical("\(error)")
            throw ExitCode.failure
        }
    }
}
