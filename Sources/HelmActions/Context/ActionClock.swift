public import HelmRelease

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The time as actions record it, and how they sleep; tests bring their own.
public struct ActionClock: Sendable {
    public var now: @Sendable () -> Timestamp
    public var sleep: @Sendable (Duration) async throws -> Void

    public init(
        now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clock, in UTC.
    public static let system = ActionClock(
        now: {
            var time = timespec()
            guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(seconds: 0) }
            return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
        },
        sleep: { try await Task.sleep(for: $0) }
    )
}
