internal import HelmHTTP
internal import HelmValues

/// Answers that are failures, in client-go's words (apimachinery: api/errors).
enum StatusError {
    static func error(_ call: KubeCall, status: Int, headers: HTTPHeaders, body: [UInt8]) -> KubeError {
        if !call.isRaw, let object = try? JSON.parse(body), let error = error(from: object, status: status) {
            return error
        }
        let isText = headers["Content-Type"]?.lowercased().hasPrefix("text/") ?? false
        return generic(call, status: status, body: isText ? body : [])
    }

    /// The failure that a Status object tells; nil when it is none.
    static func error(from object: Value, status: Int? = nil) -> KubeError? {
        guard object["kind"]?.stringValue == "Status", object["status"]?.stringValue != "Success" else { return nil }
        let code = status ?? object["code"]?.intValue ?? 500
        let reason = object["reason"]?.stringValue ?? ""
        let message = object["message"]?.stringValue ?? ""
        return KubeError(
            self.code(object["code"]?.intValue ?? code, reason: reason), message.isEmpty ? "unknown" : message,
            status: code, reason: reason.isEmpty ? nil : reason, details: object["details"])
    }

    /// Helm asks once more when the API server's storage changed its leader.
    static func isStorageHiccup(_ body: [UInt8]) -> Bool {
        guard let message = (try? JSON.parse(body))?["message"]?.stringValue else { return false }
        return message.hasSuffix("etcdserver: leader changed") || message.hasSuffix("raft proposal dropped")
    }

    static func code(_ status: Int, reason: String) -> KubeError.Code {
        switch reason {
        case "AlreadyExists": return .alreadyExists
        case "NotFound": return .notFound
        case "Expired", "Gone": return .expired
        default: break
        }
        switch status {
        case 400: return .badRequest
        case 401: return .unauthorized
        case 403: return .forbidden
        case 404: return .notFound
        case 405: return .methodNotAllowed
        case 409: return .conflict
        case 410: return .expired
        case 413: return .tooLarge
        case 415: return .unsupportedMediaType
        case 422: return .invalid
        case 429: return .tooManyRequests
        case 500...: return .serverError
        default: return .malformedAnswer
        }
    }

    /// An answer without a Status (`NewGenericServerResponse`).
    private static func generic(_ call: KubeCall, status: Int, body: [UInt8]) -> KubeError {
        let text = String(decoding: body.prefix(2048), as: UTF8.self).trimmingLineEnds()
        let said = text.isEmpty ? "unknown" : text
        var reason = ""
        let message: String
        switch status {
        case 409:
            reason = call.method == "POST" ? "AlreadyExists" : "Conflict"
            message = "the server reported a conflict"
        case 404: message = "the server could not find the requested resource"
        case 400: message = "the server rejected our request for an unknown reason"
        case 401: message = "the server has asked for the client to provide credentials"
        case 403: message = said
        case 406: message = said
        case 415: message = said
        case 405: message = "the server does not allow this method on the requested resource"
        case 422: message = "the server rejected our request due to an error in our request"
        case 503: message = "the server is currently unable to handle the request"
        case 504:
            message =
                "the server was unable to return a response in the time allotted, but may still be processing the request"
        case 429: message = "the server has received too many requests and has asked us to try again later"
        case 500...:
            message = "an error on the server (\(GoQuote.quoted(said))) has prevented the request from succeeding"
        default: message = "the server responded with the status code \(status) but did not return more information"
        }
        return KubeError(
            code(status, reason: reason), message + target(call), status: status, reason: reason.isEmpty ? nil : reason)
    }

    /// ` (get configmaps NAME)` for calls on resources; nothing for others such as `/version`.
    private static func target(_ call: KubeCall) -> String {
        var parts = call.path.split(separator: "/").map(String.init)
        var group = ""
        switch parts.first {
        case "api": parts.removeFirst(min(2, parts.count))
        case "apis":
            group = parts.count > 1 ? parts[1] : ""
            parts.removeFirst(min(3, parts.count))
        default: return ""
        }
        if parts.first == "namespaces", parts.count > 2 { parts.removeFirst(2) }
        guard let resource = parts.first else { return "" }
        let qualified = group.isEmpty ? resource : "\(resource).\(group)"
        let name = parts.count > 1 ? " \(parts[1])" : ""
        return " (\(call.method.lowercased()) \(qualified)\(name))"
    }
}

extension String {
    fileprivate func trimmingLineEnds() -> String {
        var text = Substring(self)
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return String(text.drop { $0.isWhitespace })
    }
}
