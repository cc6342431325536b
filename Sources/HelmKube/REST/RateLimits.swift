internal import Synchronization

/// How fast each caller may ask each API server: client-go's client-side throttling.
///
/// By connection identity, bounded. Watches are not counted, as in client-go.
public final class RateLimits: Sendable {
    /// Of client-go, for a burst of 0.
    private static let standardBurst = 10
    private static let capacity = 1024

    /// Requests a second; 0 and less: no limit.
    public let rate: Double
    public let burst: Int
    private let buckets = Mutex<[ConnectionIdentity: TokenBucket]>([:])

    /// - Parameters:
    ///   - rate: requests a second; 0 and less for no limit.
    ///   - burst: how many may go at once after a rest.
    public init(rate: Double = 0, burst: Int = 0) {
        // Nothing but a number makes a rate.
        self.rate = rate.isFinite && rate > 0 ? rate : 0
        self.burst = burst > 0 ? burst : Self.standardBurst
    }

    /// How many callers are known.
    var count: Int { buckets.withLock { $0.count } }

    /// Nil without a limit.
    func bucket(for identity: ConnectionIdentity) -> TokenBucket? {
        guard rate > 0 else { return nil }
        return buckets.withLock { buckets in
            if let known = buckets[identity] { return known }
            // A bucket that is full is as good as a new one. Where none is, callers come faster than they ask.
            if buckets.count >= Self.capacity {
                buckets = buckets.filter { !$0.value.isFull }
                if buckets.count >= Self.capacity { buckets.removeAll() }
            }
            let bucket = TokenBucket(rate: rate, burst: burst)
            buckets[identity] = bucket
            return bucket
        }
    }
}

/// Tokens that come back at a rate. Who takes one that is not there yet waits for it, in order.
final class TokenBucket: Sendable {
    private struct State {
        /// Negative: promised to those who wait.
        var tokens: Double
        var countedAt: ContinuousClock.Instant
    }

    private let rate: Double
    private let burst: Double
    private let state: Mutex<State>

    init(rate: Double, burst: Int, now: ContinuousClock.Instant = .now) {
        self.rate = rate
        self.burst = Double(burst)
        state = Mutex(State(tokens: Double(burst), countedAt: now))
    }

    /// Takes a token; returns how long to wait before it may be used.
    func take(at now: ContinuousClock.Instant = .now) -> Duration {
        state.withLock { state in
            refill(&state, now)
            state.tokens -= 1
            // A promise of more than a day is one for ever; the number must fit a duration.
            return state.tokens >= 0 ? .zero : .seconds(min(-state.tokens / rate, 86_400))
        }
    }

    /// Gives back a token that was not used.
    func giveBack(at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            refill(&state, now)
            state.tokens = min(state.tokens + 1, burst)
        }
    }

    var isFull: Bool {
        state.withLock { state in
            refill(&state, .now)
            return state.tokens >= burst
        }
    }

    /// Waits for a token without holding a thread.
    /// - Throws: `CancellationError`; the token is then given back.
    func wait() async throws {
        let pause = take()
        if pause == .zero { return }
        do {
            try await Task.sleep(for: pause)
        } catch {
            giveBack()
            throw error
        }
    }

    private func refill(_ state: inout State, _ now: ContinuousClock.Instant) {
        let passed = now - state.countedAt
        guard passed > .zero else { return }
        state.tokens = min(state.tokens + passed / .seconds(1) * rate, burst)
        state.countedAt = now
    }
}
