/// Why dependencies could not be updated; nothing of the chart's folder has changed then.
public struct DependencyError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// What the chart asks for is none of what can be asked for.
        case invalid
        /// The chart, or one that it depends on, does not load.
        case invalidChart
        /// No such folder, chart or version.
        case notFound
        /// The lock file does not fit Chart.yaml.
        case outOfSync
        /// A place that this server may not reach.
        case forbidden
        /// A kind of repository that this version does not serve.
        case unsupported
        /// A repository does not answer as one.
        case unreachable
        /// Another update of the same chart runs.
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
