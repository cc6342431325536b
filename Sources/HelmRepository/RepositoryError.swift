/// Why a repository, a chart of one, or a chart's dependencies cannot be had. Nothing has changed then.
public struct RepositoryError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// What is asked for is none of what can be asked for.
        case invalid
        /// The chart, or one that it depends on, does not load.
        case invalidChart
        /// No such repository, folder, chart or version.
        case notFound
        /// The lock file does not fit Chart.yaml.
        case outOfSync
        /// A place that this server may not reach.
        case forbidden
        /// A kind of repository that this version does not serve.
        case unsupported
        /// A repository does not answer as one.
        case unreachable
        /// A repository wants other credentials.
        case unauthorized
        /// The name stands for something else already.
        case conflict
        /// No good signature of somebody trusted speaks for a chart.
        case notVerified
        /// Another change of the same thing runs.
        case busy
        /// The disk refused.
        case storage
    }

    public let code: Code
    /// In Helm's words where Helm says it.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
