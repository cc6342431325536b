internal import HelmHTTP
internal import HelmValues

/// An answer of a status that nobody wants, as an error.
///
/// oras-go: registry/remote/errcode/errors.go
enum ErrorAnswer {
    static func error(_ method: String, _ url: String, _ response: HTTPResponse) -> RegistryError {
        RegistryError(
            code(of: response.status),
            "\(method) \(GoQuote.quoted(ShownURL.text(url))): response status code \(response.status): \(reason(response))"
        )
    }

    private static func code(of status: Int) -> RegistryError.Code {
        switch status {
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 413: .tooLarge
        case 405, 501: .unsupported
        case 408, 429, 500...: .unreachable
        case 400...499: .invalid
        default: .unreachable
        }
    }

    private static let maximumBytes = 8 << 10

    private static func reason(_ response: HTTPResponse) -> String {
        guard response.body.count <= maximumBytes,
            let body = try? JSON.parse(response.body, numbers: .floats),
            let errors = body["errors"]?.listValue, !errors.isEmpty
        else { return statusText(response.status) }
        return printable(errors.map(text).joined(separator: "; "))
    }

    private static func text(_ error: Value) -> String {
        let code = String(
            decoding: (error["code"]?.stringValue ?? "").lowercased().utf8.map {
                $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0
            }, as: UTF8.self)
        guard let message = error["message"]?.stringValue, !message.isEmpty else { return code }
        guard let detail = error["detail"], !detail.isNull else { return "\(code): \(message)" }
        return "\(code): \(message): \(GoPrinted.text(detail))"
    }

    /// What a registry says ends in logs and terminals.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
    }

    private static func statusText(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Request Entity Too Large"
        case 415: "Unsupported Media Type"
        case 416: "Requested Range Not Satisfiable"
        case 418: "I'm a teapot"
        case 422: "Unprocessable Entity"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: ""
        }
    }
}
