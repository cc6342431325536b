/// What is wrong with a chart or with the values given to it.
public struct ChartError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The archive or folder cannot be read as a chart's.
        case unreadable
        /// Beyond a limit of the archive gate.
        case tooLarge
        /// Chart.yaml, a lock or another of the chart's own files is missing or invalid.
        case invalidChart
        /// values.yaml, or values that the user gave.
        case invalidValues
        /// The values do not fit values.schema.json.
        case schemaViolation
        /// The chart does not run on this version of Kubernetes.
        case incompatible
        /// Declared dependencies are not in `charts/`.
        case missingDependencies
        /// The chart is a library or of an unknown type.
        case notInstallable
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
