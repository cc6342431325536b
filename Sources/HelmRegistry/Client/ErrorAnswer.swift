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
        else { return HTTPStatusText.name(response.status) }
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
}
