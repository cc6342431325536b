/// Why a chart did not render.
public struct RenderError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The chart itself: see ``HelmChart/ChartError``.
        case chart
        /// The values: unreadable, or refused by the chart's schema.
        case values
        /// The chart does not run on this version of Kubernetes.
        case incompatible
        /// A template does not parse.
        case parse
        /// A template failed, `fail` and `required` included.
        case execution
        /// What came out is no YAML or no Kubernetes object.
        case manifest
        /// The deadline passed or the request was cancelled.
        case cancelled
    }

    public let code: Code
    /// Helm's words.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
