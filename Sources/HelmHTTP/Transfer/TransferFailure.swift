internal import CCurl
internal import Glibc

/// libcurl's results in Go's words.
enum TransferFailure {
    static func error(_ code: CURLcode, _ facts: TransferFacts) -> HTTPError {
        // libcurl has a bound of its own, and no result code for it.
        let isTooLarge = facts.isTooLarge || facts.detail.hasPrefix("Too large response headers")
        if isTooLarge { return HTTPError(.tooLarge, "http: response too large") }
        if facts.isRefused {
            return HTTPError(.refusedAddress, "\(dial(facts)): address is not allowed")
        }
        // An answer without a status line is taken for one of HTTP/0.9, which libcurl counts as another protocol.
        let isOldAnswer = code == CURLE_UNSUPPORTED_PROTOCOL && facts.detail.contains("HTTP/0.9")
        switch isOldAnswer ? CURLE_WEIRD_SERVER_REPLY : code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return HTTPError(.invalidURL, "unsupported or malformed URL")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return HTTPError(.hostNotFound, "dial tcp: lookup \(facts.host): no such host")
        case CURLE_COULDNT_CONNECT:
            return HTTPError(.cannotConnect, "\(dial(facts)): \(connectReason(facts))")
        case CURLE_OPERATION_TIMEDOUT:
            return timeout(facts)
        case CURLE_GOT_NOTHING, CURLE_SEND_FAIL_REWIND, CURLE_HTTP2_STREAM, CURLE_HTTP2:
            return HTTPError(.connectionClosed, "EOF", wasReused: facts.wasReused)
        case CURLE_PARTIAL_FILE:
            return HTTPError(.connectionClosed, "unexpected EOF", wasReused: facts.wasReused)
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            return closed(facts)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT:
            return tls(code, facts)
        case CURLE_TOO_MANY_REDIRECTS:
            return HTTPError(.tooManyRedirects, "stopped after too many redirects")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            return HTTPError(
                .malformedAnswer, "net/http: HTTP/1.x transport connection broken: malformed HTTP response")
        default:
            return HTTPError(.other, facts.detail.isEmpty ? String(cString: curl_easy_strerror(code)) : facts.detail)
        }
    }

    private static func dial(_ facts: TransferFacts) -> String {
        "dial tcp \(facts.address ?? facts.host)"
    }

    private static func connectReason(_ facts: TransferFacts) -> String {
        guard facts.systemError != 0 else { return "connect: connection refused" }
        return "connect: \(systemText(facts.systemError))"
    }

    private static func timeout(_ facts: TransferFacts) -> HTTPError {
        if facts.isConnected || facts.hasHead { return HTTPError(.timedOut, "context deadline exceeded") }
        return HTTPError(.timedOut, "\(dial(facts)): i/o timeout")
    }

    private static func closed(_ facts: TransferFacts) -> HTTPError {
        if facts.systemError == ECONNRESET || facts.detail.contains("reset") {
            let place = facts.address.map { " \($0)" } ?? ""
            return HTTPError(
                .connectionClosed, "read tcp\(place): read: connection reset by peer", wasReused: facts.wasReused)
        }
        return HTTPError(.connectionClosed, facts.hasHead ? "unexpected EOF" : "EOF", wasReused: facts.wasReused)
    }

    private static func tls(_ code: CURLcode, _ facts: TransferFacts) -> HTTPError {
        // OpenSSL: x509_vfy.h
        let reason: String? =
            switch facts.certificateError {
            case 2, 18, 19, 20, 21: "x509: certificate signed by unknown authority"
            case 9, 10: "x509: certificate has expired or is not yet valid"
            case 24, 79: "x509: certificate signed by unknown authority"
            case 62: "x509: certificate is not valid for any names, but wanted to match \(facts.host)"
            default: nil
            }
        if let reason { return HTTPError(.tls, "tls: failed to verify certificate: \(reason)") }
        if facts.detail.contains("wrong version number") || facts.detail.contains("packet length too long") {
            return HTTPError(.tls, "http: server gave HTTP response to HTTPS client")
        }
        if facts.detail.contains("does not match") || facts.detail.contains("no alternative certificate") {
            return HTTPError(
                .tls,
                "tls: failed to verify certificate: x509: certificate is not valid for any names, "
                    + "but wanted to match \(facts.host)")
        }
        if code == CURLE_SSL_CONNECT_ERROR, facts.detail.contains("SSL_ERROR_SYSCALL") {
            return HTTPError(.connectionClosed, "EOF")
        }
        return HTTPError(
            .tls, "tls: \(facts.detail.isEmpty ? String(cString: curl_easy_strerror(code)) : facts.detail)")
    }

    /// Go's names of system errors, which are those of the C library in lower case.
    private static func systemText(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "errno \(number)" }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }
}
