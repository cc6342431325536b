import HelmValues

/// A reply of kind `Status`: every refusal of the API server, and its word that a delete was done.
struct APIStatus: Error, Sendable {
    /// What a refusal is about.
    struct Details: Sendable {
        var name = ""
        var group = ""
        /// The plural of the resource, or for an invalid object its kind.
        var kind = ""
        var uid = ""
        var causes: [Cause] = []
        var retryAfterSeconds = 0
    }

    struct Cause: Sendable {
        let reason: String
        let message: String
        let field: String
    }

    let code: Int
    /// Kubernetes' word for the code; empty where it has none.
    let reason: String
    let message: String
    var details: Details?
    var isSuccess = false

    init(code: Int, reason: String, message: String, details: Details? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    /// The object of kind `Status`.
    var value: Value {
        var map: ValueMap = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": isSuccess ? "Success" : "Failure",
        ]
        if !message.isEmpty { map["message"] = .string(message) }
        if !reason.isEmpty { map["reason"] = .string(reason) }
        if let details { map["details"] = details.value }
        if !isSuccess { map["code"] = .int(Int64(code)) }
        return .map(map)
    }
}

extension APIStatus.Details {
    fileprivate var value: Value {
        var map: ValueMap = [:]
        for (key, text) in [("name", name), ("group", group), ("kind", kind), ("uid", uid)] where !text.isEmpty {
            map[key] = .string(text)
        }
        if !causes.isEmpty {
            map["causes"] = .list(
                causes.map { cause in
                    var entry: ValueMap = [:]
                    if !cause.reason.isEmpty { entry["reason"] = .string(cause.reason) }
                    if !cause.message.isEmpty { entry["message"] = .string(cause.message) }
                    if !cause.field.isEmpty { entry["field"] = .string(cause.field) }
                    return .map(entry)
                }
            )
        }
        if retryAfterSeconds > 0 { map["retryAfterSeconds"] = .int(Int64(retryAfterSeconds)) }
        return .map(map)
    }
}

// Texts: apimachinery, pkg/api/errors.
extension APIStatus {
    static func notFound(_ resource: ServedResource, _ name: String) -> APIStatus {
        .init(
            code: 404, reason: "NotFound", message: "\(resource.qualifiedName) \"\(name)\" not found",
            details: .init(name: name, group: resource.group, kind: resource.name)
        )
    }

    static func namespaceNotFound(_ name: String) -> APIStatus {
        .init(
            code: 404, reason: "NotFound", message: "namespaces \"\(name)\" not found",
            details: .init(name: name, kind: "namespaces")
        )
    }

    static func alreadyExists(_ resource: ServedResource, _ name: String) -> APIStatus {
        .init(
            code: 409, reason: "AlreadyExists", message: "\(resource.qualifiedName) \"\(name)\" already exists",
            details: .init(name: name, group: resource.group, kind: resource.name)
        )
    }

    static func conflict(_ resource: ServedResource, _ name: String, _ why: String) -> APIStatus {
        .init(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(resource.qualifiedName) \"\(name)\": \(why)",
            details: .init(name: name, group: resource.group, kind: resource.name)
        )
    }

    static func modified(_ resource: ServedResource, _ name: String) -> APIStatus {
        conflict(
            resource, name,
            "the object has been modified; please apply your changes to the latest version and try again"
        )
    }

    static func forbidden(_ resource: ServedResource, _ name: String, _ why: String) -> APIStatus {
        .init(
            code: 403, reason: "Forbidden", message: "\(resource.qualifiedName) \"\(name)\" is forbidden: \(why)",
            details: .init(name: name, group: resource.group, kind: resource.name)
        )
    }

    /// A 422 about an object's fields.
    static func invalid(_ resource: ServedResource, _ name: String, _ problems: [FieldProblem]) -> APIStatus {
        let texts = problems.map { "\($0.field): \($0.message)" }
        let list = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        let kind = resource.group.isEmpty ? resource.kind : "\(resource.kind).\(resource.group)"
        return .init(
            code: 422, reason: "Invalid", message: "\(kind) \"\(name)\" is invalid: \(list)",
            details: .init(
                name: name, group: resource.group, kind: resource.kind,
                causes: problems.map { Cause(reason: $0.reason, message: $0.message, field: $0.field) }
            )
        )
    }

    static func badRequest(_ message: String) -> APIStatus {
        .init(code: 400, reason: "BadRequest", message: message)
    }

    static func unprocessable(_ message: String) -> APIStatus {
        .init(code: 422, reason: "Invalid", message: message)
    }

    static func expired(requested: UInt64, oldest: UInt64) -> APIStatus {
        .init(code: 410, reason: "Expired", message: "too old resource version: \(requested) (\(oldest))")
    }

    static let unauthorized = APIStatus(code: 401, reason: "Unauthorized", message: "Unauthorized")

    static let methodNotAllowed = APIStatus(
        code: 405, reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource",
        details: .init()
    )

    static let resourceNotFound = APIStatus(
        code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: .init()
    )

    static func unsupportedMediaType(accepted: [String]) -> APIStatus {
        .init(
            code: 415, reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", ")
        )
    }

    static func notAcceptable(offered: [String]) -> APIStatus {
        .init(
            code: 406, reason: "NotAcceptable",
            message: "only the following media types are accepted: \(offered.joined(separator: ", "))"
        )
    }

    static func bodyTooLarge(limit: Int) -> APIStatus {
        .init(
            code: 413, reason: "RequestEntityTooLarge", message: "Request entity too large: limit is \(limit)",
            details: .init()
        )
    }

    /// The embedded cluster's own: it keeps no more than its configuration allows.
    static func full(_ what: String) -> APIStatus {
        .init(code: 507, reason: "InsufficientStorage", message: "the embedded cluster is full: \(what)")
    }

    static func tooManyRequests(_ message: String) -> APIStatus {
        .init(
            code: 429, reason: "TooManyRequests", message: message,
            details: .init(retryAfterSeconds: 1)
        )
    }
}
