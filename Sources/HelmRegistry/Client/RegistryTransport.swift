internal import HelmHTTP
internal import HelmValues

/// Sends requests through the gate, with retries, until the operation's time is over.
struct RegistryTransport: Sendable {
    struct Answer: Sendable {
        let response: HTTPResponse
        /// Who answered, after redirects.
        let origin: URLOrigin
    }

    let gate: OutboundGate
    let retry: RetryPolicy
    let deadline: ContinuousClock.Instant

    /// - Throws: ``RegistryError`` as Go words a request without an answer: `Get "https://…": dial tcp …`.
    func send(_ request: HTTPRequest) async throws(RegistryError) -> Answer {
        var request = request
        var attempt = 0
        while true {
            request.timeout = max(deadline - .now, .milliseconds(1))
            let result: Result<Answer, HTTPError>
            do throws(HTTPError) {
                let answer = try await gate.answer(to: request)
                result = .success(Answer(response: answer.response, origin: answer.origin))
            } catch {
                result = .failure(error)
            }
            guard let delay = retry.delay(attempt, after: result.map(\.response)), .now + delay < deadline,
                (try? await retry.pause(delay)) != nil
            else {
                do throws(HTTPError) { return try result.get() } catch { throw Self.failure(request, error) }
            }
            attempt += 1
        }
    }

    private static func failure(_ request: HTTPRequest, _ error: HTTPError) -> RegistryError {
        let code: RegistryError.Code =
            switch error.code {
            case .refusedAddress: .forbidden
            case .tooLarge: .tooLarge
            case .invalidURL: .invalid
            default: .unreachable
            }
        let method = request.method.prefix(1) + request.method.dropFirst().lowercased()
        return RegistryError(code, "\(method) \(GoQuote.quoted(ShownURL.text(request.url))): \(error.message)")
    }
}
