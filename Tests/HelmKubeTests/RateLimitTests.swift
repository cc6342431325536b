import HelmHTTP
import HelmTesting
import HelmValues
import Logging
import Synchronization
import Testing

@testable import HelmKube

/// Client-side throttling, and what a server says about when to come back.
@Suite struct RateLimitTests {
    private let secret = KubePath("secrets", namespace: "ns", name: "a")

    private func limited(_ server: ScriptedServer, _ limits: RateLimits, token: String = "a") -> KubeClient {
        KubeClient(
            connection: ClusterConnection(server: server.url, credentials: Credentials(.bearerToken(token))),
            limits: limits, logger: Logger(label: "test"))
    }

    @Test func tokensComeBackAtTheRate() {
        let start = ContinuousClock.now
        let bucket = TokenBucket(rate: 5, burst: 2, now: start)
        #expect(bucket.take(at: start) == .zero)
        #expect(bucket.take(at: start) == .zero)
        #expect(bucket.take(at: start) == .milliseconds(200))
        #expect(bucket.take(at: start) == .milliseconds(400))
        // 200 ms later the first of those who wait has its token.
        #expect(bucket.take(at: start + .milliseconds(200)) == .milliseconds(400))
        bucket.giveBack(at: start + .milliseconds(200))
        #expect(bucket.take(at: start + .milliseconds(200)) == .milliseconds(400))
        // After a rest there are as many as the burst, no more. A clock that stands still gives none.
        let later = start + .seconds(100)
        #expect(bucket.take(at: later) == .zero && bucket.take(at: later) == .zero)
        #expect(bucket.take(at: later) == .milliseconds(200))
        #expect(bucket.take(at: start) == .milliseconds(400))
    }

    @Test(arguments: [0, -1, .nan, .infinity])
    func noLimit(_ rate: Double) {
        #expect(RateLimits(rate: rate, burst: 1).bucket(for: ClusterConnection(server: "https://a").identity) == nil)
    }

    @Test func aBurstOfNothingIsClientGos() {
        #expect(RateLimits(rate: 1, burst: 0).burst == 10)
    }

    @Test func theBucketsAreBounded() {
        let limits = RateLimits(rate: 1, burst: 1)
        let first = limits.bucket(for: ClusterConnection(server: "https://0").identity)
        #expect(first === limits.bucket(for: ClusterConnection(server: "https://0").identity))
        for number in 1...3_000 {
            _ = limits.bucket(for: ClusterConnection(server: "https://\(number)").identity)?.take()
        }
        #expect(limits.count <= 1_024)
    }

    @Test func callersDoNotTakeEachOthersTurns() async throws {
        let server = try ScriptedServer { request in
            request.target.contains("watch=true")
                ? [ScriptedServer.chunkedHead, ScriptedServer.lastChunk] : ScriptedServer.answer(200, "{}")
        }
        // One request now, the next one in hours.
        let limits = RateLimits(rate: 0.0001, burst: 1)
        _ = try await limited(server, limits).get(secret)
        let waiting = limited(server, limits)
        let task = Task { await failure { () async throws(KubeError) in try await waiting.get(secret) } }
        _ = try await limited(server, limits, token: "b").get(secret)
        // Watches are not counted.
        _ = try await waiting.watch(KubePath("pods", namespace: "ns")).next()
        task.cancel()
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.message == "Get \"\(server.url)/api/v1/namespaces/ns/secrets/a\": context canceled")
        #expect(
            server.requests.map { $0.headers["authorization"] } == ["Bearer a", "Bearer b", "Bearer a"])
    }

    @Test func repetitionsCount() async throws {
        let server = try ScriptedServer { _ in status(429, "slow down", headers: ["Retry-After": "0"]) }
        let kube = limited(server, RateLimits(rate: 0.0001, burst: 3))
        let task = Task { await failure { () async throws(KubeError) in try await kube.get(secret) } }
        while server.requests.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(server.requests.count == 3)
    }

    @Test(arguments: [429, 500, 503])
    func watchesComeBackWhenTheServerSaysSo(_ code: Int) async throws {
        let server = try ScriptedServer { _ in status(code, "slow down", headers: ["Retry-After": "0"]) }
        let error = await failure { () async throws(KubeError) in
            try await client(server).watch(KubePath("pods", namespace: "ns"))
        }
        #expect(error?.message == "slow down")
        #expect(server.requests.count == 11)
    }

    @Test func watchesOpenAfterARepetition() async throws {
        let count = Counter()
        let server = try ScriptedServer { _ in
            count.next() < 3
                ? status(503, "starting", headers: ["Retry-After": "0"])
                : [ScriptedServer.chunkedHead, ScriptedServer.lastChunk]
        }
        let watch = try await client(server).watch(KubePath("pods", namespace: "ns"))
        #expect(try await watch.next() == nil)
        #expect(server.requests.count == 3)
    }

    @Test func aPauseEndsWithItsCaller() async throws {
        let server = try ScriptedServer { _ in status(429, "slow down", headers: ["Retry-After": "3600"]) }
        let kube = client(server)
        for isWatch in [false, true] {
            let seen = server.requests.count
            let task = Task {
                await failure { () async throws(KubeError) in
                    if isWatch { _ = try await kube.watch(secret) } else { _ = try await kube.get(secret) }
                }
            }
            while server.requests.count == seen { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }
        #expect(server.requests.count == 2)
    }

    @Test(arguments: ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "soon", ""])
    func otherPausesAreNotKnown(_ pause: String) async throws {
        let server = try ScriptedServer { _ in status(503, "down", headers: ["Retry-After": pause]) }
        let error = await failure { () async throws(KubeError) in try await client(server).get(secret) }
        #expect(error?.message == "down")
        #expect(server.requests.count == 1)
    }
}

final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
