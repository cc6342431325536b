import HelmValues

/// What a deletion is asked to do.
struct DeleteOptions: Sendable {
    enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    var propagation: Propagation?
    var uid: String?
    var resourceVersion: String?
    var isDryRun = false

    /// From the body, if there is one, and the query.
    init(_ request: APIRequest) throws(APIStatus) {
        let body = request.body.isEmpty ? [:] : try RequestBody.object(request)
        let policy = body["propagationPolicy"]?.stringValue ?? request.query["propagationPolicy"]
        if let policy, !policy.isEmpty {
            guard let propagation = Propagation(rawValue: policy) else {
                throw .unprocessable(
                    "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"\(policy)\": supported values: \"Background\", \"Foreground\", \"Orphan\""
                )
            }
            self.propagation = propagation
        } else if body["orphanDependents"] == .bool(true) || request.query.flag("orphanDependents") {
            propagation = .orphan
        }
        uid = body["preconditions"]?["uid"]?.stringValue
        resourceVersion = body["preconditions"]?["resourceVersion"]?.stringValue
        isDryRun = body["dryRun"]?.listValue?.isEmpty == false || request.query.all("dryRun").contains("All")
    }

    init() {}
}

extension ClusterAPI {
    /// The resources whose deletion is answered with the object instead of a Status.
    private static let returningObject: Set<String> = [
        "pods", "services", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims", "namespaces",
        "podtemplates", "resourcequotas",
    ]

    /// DELETE of an object.
    func delete(_ request: APIRequest, _ target: RequestTarget, _ name: String) throws(APIStatus) -> APIReply {
        guard target.resource.allows("delete") else { throw .methodNotAllowed }
        let options = try DeleteOptions(request)
        let result = try delete(target.key(name), target.resource, options)
        if !result.isGone || Self.returningObject.contains(target.resource.qualifiedName) {
            return try reply(result.object, request, target)
        }
        var status = APIStatus(
            code: 200, reason: "", message: "",
            details: .init(
                name: name, group: target.resource.group, kind: target.resource.name, uid: result.object.uid
            )
        )
        status.isSuccess = true
        return .status(status, accept: request.accept)
    }

    /// DELETE of a collection.
    func deleteCollection(_ request: APIRequest, _ target: RequestTarget) throws(APIStatus) -> APIReply {
        guard target.resource.allows("deletecollection"), target.subresource == nil,
            target.namespace != nil || !target.resource.isNamespaced
        else { throw .methodNotAllowed }
        let options = try DeleteOptions(request)
        let scope = try scope(request, target, name: nil)
        var page = ListPage(revision: store.revision)
        for object in store.objects(of: scope.resource, namespace: scope.namespace).objects where scope.includes(object)
        {
            do {
                page.objects.append(try delete(object.key, target.resource, options).object)
            } catch  where error.reason == "NotFound" {
                continue
            }
        }
        return ObjectWriter(resource: target.resource, format: .json, includeObject: nil).list(page)
    }

    /// Deletes an object, or marks it where something must happen first.
    @discardableResult
    func delete(
        _ key: ObjectKey, _ resource: ServedResource, _ options: DeleteOptions
    ) throws(APIStatus) -> (object: StoredObject, isGone: Bool) {
        for _ in 0..<64 {
            guard let live = store.object(key) else { throw .notFound(resource, key.name) }
            try check(options, live, resource)
            let finalizers = Self.finalizers(live, options)
            let waits =
                !finalizers.isEmpty
                || (key.resource == .namespaces && live.value["spec"]?["finalizers"]?.listValue?.isEmpty == false)
            if options.isDryRun { return (live, !waits) }
            do {
                if !waits {
                    let gone = try store.remove(live, last: live.value)
                    afterChange(gone, isCreation: false)
                    afterRemoval(gone)
                    return (gone, true)
                }
                let marked = Self.marked(live, finalizers)
                if Value.isSameObject(marked, live.value) { return (live, false) }
                let object = try store.replace(live, with: marked)
                afterChange(object, isCreation: false)
                return (object, false)
            } catch {
                if error != .changed { throw refused(error, resource, key.name, namespace: key.namespace) }
            }
        }
        throw .modified(resource, key.name)
    }

    private func check(_ options: DeleteOptions, _ live: StoredObject, _ resource: ServedResource) throws(APIStatus) {
        if let uid = options.uid, uid != live.uid {
            throw .conflict(
                resource, live.key.name,
                "Precondition failed: UID in precondition: \(uid), UID in object meta: \(live.uid)"
            )
        }
        if let version = options.resourceVersion, version != String(live.revision) {
            throw .conflict(
                resource, live.key.name,
                "Precondition failed: ResourceVersion in precondition: \(version), ResourceVersion in object meta: \(live.revision)"
            )
        }
        if live.key.resource == .namespaces, ["default", "kube-system", "kube-public"].contains(live.key.name) {
            throw .forbidden(resource, live.key.name, "this namespace may not be deleted")
        }
    }

    /// The finalizers that a deletion leaves on an object: its own and, for the garbage collector, the policy's.
    private static func finalizers(_ live: StoredObject, _ options: DeleteOptions) -> [Value] {
        var finalizers = live.finalizers
        guard let policy = options.propagation else { return finalizers }
        finalizers.removeAll {
            $0 == .string(GarbageCollector.foregroundFinalizer) || $0 == .string(GarbageCollector.orphanFinalizer)
        }
        switch policy {
        case .background: break
        case .foreground: finalizers.append(.string(GarbageCollector.foregroundFinalizer))
        case .orphan: finalizers.append(.string(GarbageCollector.orphanFinalizer))
        }
        return finalizers
    }

    private static func marked(_ live: StoredObject, _ finalizers: [Value]) -> Value {
        var value = live.value
        var metadata = live.metadata
        if metadata["deletionTimestamp"] == nil {
            metadata["deletionTimestamp"] = .string(Timestamp.now())
            metadata["deletionGracePeriodSeconds"] = 0
            if let generation = metadata["generation"]?.intValue {
                metadata["generation"] = .int(Int64(generation) + 1)
            }
        }
        metadata["finalizers"] = finalizers.isEmpty ? nil : .list(finalizers)
        value["metadata"] = metadata
        if live.key.resource == .namespaces {
            var status = value["status"] ?? [:]
            status["phase"] = "Terminating"
            value["status"] = status
            metadata["deletionGracePeriodSeconds"] = nil
            value["metadata"] = metadata
        }
        return value
    }

    /// The objects of a removed CustomResourceDefinition go with it.
    private func afterRemoval(_ object: StoredObject) {
        guard object.key.resource == CustomResources.definitions else { return }
        for resource in CustomResources.resources(of: object.value).prefix(1) {
            for instance in store.objects(of: resource.storage, namespace: nil).objects {
                // What keeps an instance does so no longer: nobody could remove its finalizers.
                _ = try? store.remove(instance, last: instance.value)
            }
        }
    }
}
