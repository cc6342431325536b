import HelmValues
import KubeSchema

extension ClusterAPI {
    /// PATCH of an object or of its status or scale.
    func patch(_ request: APIRequest, _ target: RequestTarget, _ name: String) throws(APIStatus) -> APIReply {
        guard target.resource.allows("patch") else { throw .methodNotAllowed }
        let context = try WriteContext(request, target)
        guard ["", "status", "scale"].contains(context.subresource) else { throw .methodNotAllowed }
        if request.contentType == "application/apply-patch+yaml" {
            return try apply(request, target, name, context)
        }
        let patch = try Patch(request, resource: target.resource)
        if context.subresource == "scale" {
            let result = try change(target.key(name), context) { live throws(APIStatus) in
                try Scale.applied(try patch.applied(to: try Scale.of(live, target)), to: live, target)
            }
            return .json(try Scale.of(result.object, target))
        }
        let result = try change(target.key(name), context) { live throws(APIStatus) in
            let patched = try patch.applied(to: live.value(as: target.resource.apiVersion))
            guard case .map = patched else { throw .badRequest("the patch leaves no object") }
            return patched
        }
        return try reply(result.object, request, target, warnings: result.warnings)
    }

    /// PATCH of type apply.
    private func apply(
        _ request: APIRequest, _ target: RequestTarget, _ name: String, _ context: WriteContext
    ) throws(APIStatus) -> APIReply {
        guard let manager = request.query["fieldManager"], !manager.isEmpty else {
            throw .unprocessable(
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"
            )
        }
        guard context.subresource != "scale" else { throw .methodNotAllowed }
        let applied = try applied(request, target, name, context)
        let isForced = request.query.flag("force")
        for _ in 0..<8 {
            if store.object(target.key(name)) != nil {
                let result = try change(target.key(name), context, isApplied: true) { live throws(APIStatus) in
                    try merged(applied, live.value(as: target.resource.apiVersion), context, name, force: isForced)
                }
                return try reply(result.object, request, target, warnings: result.warnings)
            }
            guard context.subresource.isEmpty else { throw .notFound(target.resource, name) }
            do {
                return try applyAbsent(applied, request, target, context)
            } catch {
                // Created by another in between: merge with that one.
                guard error.reason == "AlreadyExists" else { throw error }
            }
        }
        throw .modified(target.resource, name)
    }

    private func applyAbsent(
        _ applied: Value, _ request: APIRequest, _ target: RequestTarget, _ context: WriteContext
    ) throws(APIStatus) -> APIReply {
        if let uid = applied["metadata"]?["uid"]?.stringValue, !uid.isEmpty {
            throw .conflict(
                target.resource, applied["metadata"]?["name"]?.stringValue ?? "",
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found"
            )
        }
        // A missing namespace is told before anything about the object's fields.
        if let key = target.namespaceKey, store.object(key) == nil { throw .namespaceNotFound(key.name) }
        let object = try merged(applied, nil, context, target.name ?? "", force: true)
        let result = try create(object, context, isApplied: true)
        return try reply(result.object, request, target, code: 201, warnings: result.warnings)
    }

    private func merged(
        _ applied: Value, _ live: Value?, _ context: WriteContext, _ name: String, force: Bool
    ) throws(APIStatus) -> Value {
        do {
            return try ServerSideApply.apply(
                live: live, applied: applied, writer: context.writer, force: force, type: context.resource.schema
            )
        } catch {
            throw .applying(error, context.resource, name)
        }
    }

    /// The applied configuration, checked against the path.
    private func applied(
        _ request: APIRequest, _ target: RequestTarget, _ name: String, _ context: WriteContext
    ) throws(APIStatus) -> Value {
        let resource = target.resource
        var applied = try RequestBody.yamlOrJSON(request.body)
        guard case .map = applied else { throw .badRequest("error decoding YAML: not an object") }
        guard applied["apiVersion"]?.stringValue == resource.apiVersion,
            applied["kind"]?.stringValue == resource.kind
        else {
            throw .badRequest(
                "Incorrect version specified in apply patch. Specified patch version: \(applied["apiVersion"]?.stringValue ?? ""), expected: \(resource.apiVersion)"
            )
        }
        var metadata = applied["metadata"] ?? [:]
        guard metadata["managedFields"] == nil else { throw .badRequest("metadata.managedFields must be nil") }
        if let stated = metadata["name"]?.stringValue, stated != name {
            throw .badRequest("the name of the object (\(stated)) does not match the name on the URL (\(name))")
        }
        metadata["name"] = .string(name)
        if let namespace = context.namespace {
            if let stated = metadata["namespace"]?.stringValue, stated != namespace {
                throw .badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request")
            }
            metadata["namespace"] = .string(namespace)
        }
        metadata["creationTimestamp"] = nil
        applied["metadata"] = metadata
        // What this endpoint does not write is not applied either.
        if context.subresource == "status" {
            applied = [
                "apiVersion": applied["apiVersion"] ?? .null, "kind": applied["kind"] ?? .null, "metadata": metadata,
                "status": applied["status"] ?? [:],
            ]
        } else if resource.hasStatus {
            applied["status"] = nil
        }
        return resource.isCustom ? applied : applied.withoutNulls
    }
}

/// A patch of one of the three older types.
private struct Patch {
    private enum Kind {
        case json, merge
        case strategic(ObjectType)
    }

    private let kind: Kind
    private let body: Value

    init(_ request: APIRequest, resource: ServedResource) throws(APIStatus) {
        let accepted = [
            "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
        ]
        switch request.contentType {
        case "application/json-patch+json": kind = .json
        case "application/merge-patch+json": kind = .merge
        case "application/strategic-merge-patch+json" where !resource.isCustom:
            guard case .object(let type) = resource.schema else { throw .unsupportedMediaType(accepted: accepted) }
            kind = .strategic(type)
        default:
            throw .unsupportedMediaType(
                accepted: resource.isCustom ? accepted : accepted + ["application/strategic-merge-patch+json"]
            )
        }
        body = try RequestBody.yamlOrJSON(request.body)
    }

    func applied(to object: Value) throws(APIStatus) -> Value {
        do {
            switch kind {
            case .json: return try JSONPatch.apply(body, to: object)
            case .merge: return try JSONMergePatch.apply(body, to: object)
            case .strategic(let type): return try StrategicMergePatch.apply(body, to: object, type: type)
            }
        } catch {
            throw .patching(error)
        }
    }
}
