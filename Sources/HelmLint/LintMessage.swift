/// One finding of `helm lint`.
public struct LintMessage: Sendable, Equatable {
    public enum Severity: String, Sendable, Comparable {
        case info = "INFO"
        case warning = "WARNING"
        case error = "ERROR"

        private var rank: Int {
            switch self {
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }

        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }

    public var severity: Severity
    /// The file or folder inside the chart, or the chart itself.
    public var path: String
    /// Helm's words.
    public var text: String

    public init(_ severity: Severity, _ path: String, _ text: String) {
        self.severity = severity
        self.path = path
        self.text = text
    }
}
