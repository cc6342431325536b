import HelmValues
import KubeSchema

extension ClusterAPI {
    /// POST to a collection.
    func create(_ request: APIRequest, _ target: RequestTarget) throws(APIStatus) -> APIReply {
        guard target.resource.allows("create"), target.subresource == nil,
            target.namespace != nil || !target.resource.isNamespaced
        else { throw .methodNotAllowed }
        let context = try WriteContext(request, target)
        let format = try ReplyFormat.negotiated(request.accept, hasProtobuf: ProtobufObjects.has(target.resource))
        _ = format
        let (object, warnings) = try create(try RequestBody.object(request), context)
        return try reply(object, request, target, code: 201, warnings: warnings)
    }

    /// Creates an object.
    ///
    /// - Parameter isApplied: `object` comes from an apply, its `managedFields` are made.
    func create(
        _ object: Value, _ context: WriteContext, isApplied: Bool = false
    ) throws(APIStatus) -> (object: StoredObject, warnings: [String]) {
        let resource = context.resource
        let namespaceKey = context.namespace.map { ObjectKey(resource: .namespaces, namespace: "", name: $0) }
        var preparation = ObjectPreparation(context)
        for _ in 0..<8 {
            if let namespaceKey { try checkNamespace(namespaceKey, resource, object) }
            let value = try preparation.created(object, isApplied: isApplied)
            let name = value["metadata"]?["name"]?.stringValue ?? ""
            let key = ObjectKey(resource: resource.storage, namespace: context.namespace ?? "", name: name)
            if context.isDryRun {
                guard store.object(key) == nil else { throw .alreadyExists(resource, name) }
                return (StoredObject(key: key, value: value, revision: 0), preparation.warnings)
            }
            do {
                let created = try store.create(value, at: key, needs: namespaceKey)
                afterChange(created, isCreation: true)
                return (created, preparation.warnings)
            } catch {
                let wasGenerated = (object["metadata"]?["name"]?.stringValue ?? "").isEmpty
                if error == .exists, wasGenerated { continue }
                throw refused(error, resource, name, namespace: context.namespace)
            }
        }
        throw .tooManyRequests("no free name was found")
    }

    /// The namespace must be there before anything else is said about the object.
    private func checkNamespace(_ key: ObjectKey, _ resource: ServedResource, _ object: Value) throws(APIStatus) {
        guard let namespace = store.object(key) else { throw .namespaceNotFound(key.name) }
        guard !namespace.isTerminating else {
            throw refused(
                .namespaceTerminating, resource, object["metadata"]?["name"]?.stringValue ?? "", namespace: key.name
            )
        }
    }

    /// PUT of an object or of its status or scale.
    func update(_ request: APIRequest, _ target: RequestTarget, _ name: String) throws(APIStatus) -> APIReply {
        guard target.resource.allows("update") else { throw .methodNotAllowed }
        let context = try WriteContext(request, target)
        let body = try RequestBody.object(request)
        let stated = body["metadata"]?["name"]?.stringValue ?? ""
        guard stated.isEmpty || stated == name else {
            throw .badRequest("the name of the object (\(stated)) does not match the name on the URL (\(name))")
        }
        switch context.subresource {
        case "", "status", "finalize":
            let result = try change(target.key(name), context) { _ throws(APIStatus) in body }
            return try reply(result.object, request, target, warnings: result.warnings)
        case "scale":
            let result = try change(target.key(name), context) { live throws(APIStatus) in
                try Scale.applied(body, to: live, target)
            }
            return .json(try Scale.of(result.object, target))
        default: throw .methodNotAllowed
        }
    }

    /// Changes an object: what `propose` makes of the live one is checked and stored, again where another was faster.
    func change(
        _ key: ObjectKey, _ context: WriteContext, isApplied: Bool = false,
        _ propose: (StoredObject) throws(APIStatus) -> Value
    ) throws(APIStatus) -> (object: StoredObject, warnings: [String]) {
        for _ in 0..<64 {
            guard let live = store.object(key) else { throw .notFound(context.resource, key.name) }
            var preparation = ObjectPreparation(context)
            let proposed = try propose(live)
            let value =
                context.subresource == "finalize"
                ? finalized(proposed, live) : try preparation.updated(proposed, live: live, isApplied: isApplied)
            if let result = try commit(value, live: live, context) { return (result, preparation.warnings) }
        }
        throw .modified(context.resource, key.name)
    }

    /// Stores a checked change.
    /// - Returns: nil when the object is no longer `live`.
    private func commit(_ value: Value, live: StoredObject, _ context: WriteContext) throws(APIStatus) -> StoredObject?
    {
        let old = live.value(as: context.resource.apiVersion)
        if Value.isSameObject(value, old) { return live }
        if context.isDryRun { return StoredObject(key: live.key, value: value, revision: live.revision) }
        do {
            if isDone(value) {
                let removed = try store.remove(live, last: value)
                afterChange(removed, isCreation: false)
                return removed
            }
            let changed = try store.replace(live, with: value)
            afterChange(changed, isCreation: false)
            return changed
        } catch {
            if error == .changed { return nil }
            throw refused(error, context.resource, live.key.name, namespace: context.namespace)
        }
    }

    /// Whether an object waits for nothing more to be gone.
    private func isDone(_ value: Value) -> Bool {
        guard value["metadata"]?["deletionTimestamp"] != nil,
            value["metadata"]?["finalizers"]?.listValue?.isEmpty ?? true
        else { return false }
        return value["kind"] != "Namespace" || value["spec"]?["finalizers"]?.listValue?.isEmpty ?? true
    }

    /// `namespaces/NAME/finalize` changes only `spec.finalizers`.
    private func finalized(_ body: Value, _ live: StoredObject) -> Value {
        var value = live.value
        value["spec"] = body["spec"]
        return value
    }

    func refused(
        _ refusal: StoreRefusal, _ resource: ServedResource, _ name: String, namespace: String?
    ) -> APIStatus {
        switch refusal {
        case .exists: return .alreadyExists(resource, name)
        case .changed: return .modified(resource, name)
        case .namespaceMissing: return .namespaceNotFound(namespace ?? "")
        case .namespaceTerminating:
            let namespace = namespace ?? ""
            var status = APIStatus.forbidden(
                resource, name,
                "unable to create new content in namespace \(namespace) because it is being terminated"
            )
            status.details?.causes = [
                .init(
                    reason: "NamespaceTerminating", message: "namespace \(namespace) is being terminated",
                    field: "metadata.namespace"
                )
            ]
            return status
        case .tooManyObjects: return .full("it keeps at most \(configuration.limits.objects) objects")
        case .tooManyBytes: return .full("it keeps at most \(configuration.limits.bytes) bytes of objects")
        }
    }

    /// What follows a change of some kinds at once.
    func afterChange(_ object: StoredObject, isCreation: Bool) {
        switch object.key.resource {
        case CustomResources.definitions: reloadCustomResources()
        case .namespaces where isCreation: fillNamespace(object.key.name)
        default: break
        }
    }
}
