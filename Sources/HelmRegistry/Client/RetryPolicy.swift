internal import HelmHTTP

/// When a request that failed is sent again.
///
/// oras-go: registry/remote/retry/policy.go
struct RetryPolicy: Sendable {
    var maximumRetries = 5
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    static let shortest = Duration.milliseconds(200)
    static let longest = Duration.seconds(3)

    /// How long to wait before retry number `attempt`, which counts from 0; nil when there is to be none.
    func delay(_ attempt: Int, after result: Result<HTTPResponse, HTTPError>) -> Duration? {
        guard attempt < maximumRetries else { return nil }
        switch result {
        case .failure(let error):
            // A used connection that the server had closed says nothing about the server.
            guard error.code == .timedOut || error.wasReused else { return nil }
        case .success(let response):
            let status = response.status
            guard status == 408 || status == 429 || status >= 500 else { return nil }
            if status == 429, let seconds = response.headers["Retry-After"].flatMap({ Int($0) }), seconds > 0 {
                return min(.seconds(seconds), Self.longest)
            }
        }
        let backoff = Duration.milliseconds(250) * (1 << attempt)
        return min(max(backoff * Double.random(in: 0.9..<1.1), Self.shortest), Self.longest)
    }
}
