/// How one repository is doing.
public struct RepositoryState: Sendable, Equatable {
    public enum Status: String, Sendable {
        /// Its index is here, and the last attempt to ask for a newer one succeeded.
        case ready
        /// Its index is here, and the last attempt failed.
        case stale
        /// There is no index, and the last attempt failed.
        case failed
        /// Nobody asked yet.
        case pending
    }

    public var name: String
    /// Without credentials and query.
    public var url: String
    public var status: Status
    /// When the server was last asked with success, in seconds since 1970.
    public var updated: Int64?
    /// Why the last attempt failed, without credentials.
    public var error: String?
    /// When the next attempt is due, in seconds since 1970.
    public var nextAttempt: Int64?
}

/// When a repository is asked again.
struct RefreshPlan: Sendable {
    /// Between two successes; nil asks until the first success.
    let interval: Duration?

    private static let firstDelay = Duration.seconds(5)
    private static let longestDelay = Duration.seconds(300)

    /// - Parameter jitter: from 0 to 1, so that servers which started together do not ask together.
    func delay(afterFailures failures: Int, jitter: Double) -> Duration? {
        if failures == 0 { return interval.map { $0 * (0.9 + jitter * 0.2) } }
        let doubled = Self.firstDelay * (1 << min(failures - 1, 10))
        return min(doubled, Self.longestDelay) * (0.75 + jitter * 0.5)
    }
}
