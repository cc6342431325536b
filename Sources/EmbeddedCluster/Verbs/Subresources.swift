import HelmValues
import KubeSchema

/// The `scale` subresource.
enum Scale {
    /// An object as a Scale.
    static func of(_ object: StoredObject, _ target: RequestTarget) throws(APIStatus) -> Value {
        guard target.resource.subresource("scale") != nil else { throw .resourceNotFound }
        let metadata = object.metadata
        var shown: ValueMap = [:]
        for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] { shown[key] = metadata[key] }
        var status: ValueMap = ["replicas": object.value["status"]?["replicas"] ?? 0]
        if let selector = object.value["spec"]?["selector"] {
            let labels = selector["matchLabels"]?.mapValue ?? selector.mapValue ?? [:]
            status["selector"] = .string(
                labels.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: ","))
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .map(shown),
            "spec": ["replicas": object.value["spec"]?["replicas"] ?? 0], "status": .map(status),
        ]
    }

    /// An object with the replicas of a Scale.
    static func applied(_ scale: Value, to live: StoredObject, _ target: RequestTarget) throws(APIStatus) -> Value {
        guard target.resource.subresource("scale") != nil else { throw .resourceNotFound }
        let replicas = scale["spec"]?["replicas"]?.intValue ?? 0
        guard replicas >= 0, replicas <= Int(Int32.max) else {
            throw .invalid(
                target.resource, live.key.name,
                [
                    FieldProblem(
                        reason: "FieldValueInvalid", field: "spec.replicas",
                        message: "Invalid value: \(replicas): must be greater than or equal to 0"
                    )
                ]
            )
        }
        var value = live.value(as: target.resource.apiVersion)
        if let version = scale["metadata"]?["resourceVersion"]?.stringValue, !version.isEmpty {
            value["metadata"]?["resourceVersion"] = .string(version)
        }
        value["spec"]?["replicas"] = .int(Int64(replicas))
        return value
    }
}

/// What `pods/NAME/log` answers: nothing runs here.
enum PodLog {
    static func text(_ pod: StoredObject) -> String {
        let phase = pod.value["status"]?["phase"]?.stringValue ?? "Unknown"
        return "This pod is simulated by helm-wrapper's embedded cluster; it is \(phase) and has no output.\n"
    }
}

extension ClusterAPI {
    /// POST to a subresource.
    func createSubresource(_ request: APIRequest, _ target: RequestTarget, _ name: String) throws(APIStatus) -> APIReply
    {
        guard target.resource.storage == .pods, target.subresource == "eviction" else { throw .methodNotAllowed }
        try delete(target.key(name), target.resource, DeleteOptions())
        var status = APIStatus(code: 201, reason: "", message: "")
        status.isSuccess = true
        return .status(status, accept: request.accept)
    }

    /// Resources that are answered and not stored: reviews of who one is and what one may do.
    func virtualReply(_ request: APIRequest, _ target: RequestTarget) throws(APIStatus) -> APIReply? {
        let kinds: Set<String> = [
            "selfsubjectaccessreviews.authorization.k8s.io", "subjectaccessreviews.authorization.k8s.io",
            "localsubjectaccessreviews.authorization.k8s.io", "selfsubjectrulesreviews.authorization.k8s.io",
            "selfsubjectreviews.authentication.k8s.io", "tokenreviews.authentication.k8s.io",
        ]
        guard kinds.contains(target.resource.qualifiedName) else { return nil }
        guard request.method == "POST", target.name == nil else { throw .methodNotAllowed }
        var body = try RequestBody.object(request)
        body["apiVersion"] = .string(target.resource.apiVersion)
        body["kind"] = .string(target.resource.kind)
        if body["metadata"] == nil { body["metadata"] = [:] }
        switch target.resource.name {
        case "selfsubjectreviews": body["status"] = ["userInfo": Self.user]
        case "tokenreviews":
            let isKnown = isAuthorized("Bearer \(body["spec"]?["token"]?.stringValue ?? "")")
            body["status"] = isKnown ? ["authenticated": true, "user": Self.user] : ["authenticated": false]
        case "selfsubjectrulesreviews":
            body["status"] = [
                "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]],
                "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]], "incomplete": false,
            ]
        default:
            body["status"] = ["allowed": true, "reason": "the embedded cluster allows everything to its only user"]
        }
        return .json(body, code: 201)
    }

    private static let user: Value = [
        "username": "embedded", "groups": ["system:masters", "system:authenticated"],
    ]
}
