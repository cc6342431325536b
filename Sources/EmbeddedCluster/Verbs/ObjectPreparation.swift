import HelmValues
import KubeSchema

/// Makes of what a client sent what is stored: the checks and additions of the API server's registry.
struct ObjectPreparation {
    let context: WriteContext
    /// What the client is to be warned of.
    var warnings: [String] = []

    private var resource: ServedResource { context.resource }

    init(_ context: WriteContext) { self.context = context }

    // MARK: Both ways

    /// Checks type and fields of an object as sent, and drops fields that its kind does not have.
    mutating func decoded(_ object: Value) throws(APIStatus) -> Value {
        var object = try typed(object)
        guard case .object = resource.schema else { return object }
        if !resource.isCustom { object = object.withoutNulls }
        let what = "\(resource.kind) in version \"\(resource.version)\" cannot be handled as a \(resource.kind): "
        if !resource.isCustom, let problem = StrictDecoding.typeError(in: object, type: resource.schema) {
            throw .badRequest(what + problem)
        }
        if context.fieldValidation != .ignore {
            let unknown = StrictDecoding.unknownFields(in: object, type: resource.schema)
            if context.fieldValidation == .strict, !unknown.isEmpty {
                throw .badRequest((resource.isCustom ? "" : what) + StrictDecoding.message(unknown))
            }
            warnings += unknown.prefix(32)
        }
        return StrictDecoding.pruned(object, type: resource.schema)
    }

    /// Checks that the object is of the resource's kind; fills in what is not said.
    private func typed(_ object: Value) throws(APIStatus) -> Value {
        var object = object
        if let version = object["apiVersion"]?.stringValue, !version.isEmpty {
            guard version == resource.apiVersion else {
                throw .badRequest(
                    "the API version in the data (\(version)) does not match the expected API version (\(resource.apiVersion))"
                )
            }
        }
        if let kind = object["kind"]?.stringValue, !kind.isEmpty {
            guard kind == resource.kind else {
                throw .badRequest(
                    "\(kind) in version \"\(resource.version)\" cannot be handled as a \(resource.kind): no kind \"\(kind)\" is registered for the resource"
                )
            }
        }
        object["apiVersion"] = .string(resource.apiVersion)
        object["kind"] = .string(resource.kind)
        switch object["metadata"] {
        case nil, .null?: object["metadata"] = [:]
        case .map?: break
        default:
            throw .badRequest(
                "\(resource.kind) in version \"\(resource.version)\" cannot be handled as a \(resource.kind): json: cannot unmarshal into Go struct field .metadata of type v1.ObjectMeta"
            )
        }
        return object
    }

    /// The object's namespace is the path's.
    private func namespaced(_ metadata: Value) throws(APIStatus) -> Value {
        var metadata = metadata
        let stated = metadata["namespace"]?.stringValue ?? ""
        if let namespace = context.namespace {
            guard stated.isEmpty || stated == namespace else {
                throw .badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request")
            }
            metadata["namespace"] = .string(namespace)
        } else {
            guard stated.isEmpty else { throw .badRequest("namespace may not be set on cluster-scoped objects") }
            metadata["namespace"] = nil
        }
        return metadata
    }

    private func check(_ object: Value, old: Value?) throws(APIStatus) {
        let name = object["metadata"]?["name"]?.stringValue ?? ""
        let problems =
            MetadataRules.problems(object, resource: resource)
            + ObjectRules.problems(object, old: old, kind: resource.groupVersionKind)
        if !problems.isEmpty { throw .invalid(resource, name, problems) }
    }

    // MARK: Creating

    /// The object to store for one to be created.
    ///
    /// - Parameter isApplied: `managedFields` have been made by an apply already.
    mutating func created(_ object: Value, isApplied: Bool = false) throws(APIStatus) -> Value {
        var object = isApplied ? object : try decoded(object)
        var metadata = try namespaced(object["metadata"] ?? [:])
        if (metadata["name"]?.stringValue ?? "").isEmpty {
            guard let prefix = metadata["generateName"]?.stringValue, !prefix.isEmpty else {
                throw .invalid(
                    resource, "",
                    [
                        FieldProblem(
                            reason: "FieldValueRequired", field: "metadata.name",
                            message: "Required value: name or generateName is required"
                        )
                    ]
                )
            }
            metadata["name"] = .string(prefix + RandomText.nameSuffix())
        }
        guard (metadata["resourceVersion"]?.stringValue ?? "").isEmpty else {
            throw .badRequest("resourceVersion should not be set on objects to be created")
        }
        for field in ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion"] {
            metadata[field] = nil
        }
        for field in ["labels", "annotations", "finalizers", "ownerReferences"]
        where metadata[field]?.isEmptyContainer == true {
            metadata[field] = nil
        }
        metadata["uid"] = .string(RandomText.uid())
        metadata["creationTimestamp"] = .string(context.now)
        metadata["generation"] = GenerationRules.counts(resource) ? 1 : nil
        object["metadata"] = metadata
        if resource.hasStatus { object["status"] = nil }
        object = KindRules.onCreate(object, resource: resource, now: context.now)
        object = ObjectRules.defaulted(object, kind: resource.groupVersionKind)
        try check(object, old: nil)
        return isApplied ? object : try managed(object, live: nil)
    }

    private func managed(_ object: Value, live: Value?) throws(APIStatus) -> Value {
        do {
            return try ServerSideApply.update(live: live, new: object, writer: context.writer, type: resource.schema)
        } catch {
            throw .applying(error, resource, object["metadata"]?["name"]?.stringValue ?? "")
        }
    }

    // MARK: Changing

    /// The object to store in the place of `live`.
    mutating func updated(_ object: Value, live: StoredObject, isApplied: Bool = false) throws(APIStatus) -> Value {
        let old = live.value(as: resource.apiVersion)
        var object = isApplied ? object : try decoded(object)
        var metadata = try namespaced(object["metadata"] ?? [:])
        try checkIdentity(metadata, live: live)
        metadata = Self.keepingSystemFields(metadata, of: live.metadata)
        object["metadata"] = metadata
        object = restricted(object, old: old)
        object = KindRules.onUpdate(object, old: old, resource: resource)
        object = ObjectRules.defaulted(object, kind: resource.groupVersionKind)
        if GenerationRules.counts(resource), context.subresource != "status",
            GenerationRules.isRaised(object, old: old, resource: resource)
        {
            object["metadata"]?["generation"] = .int(Int64((old["metadata"]?["generation"]?.intValue ?? 0) + 1))
        }
        try check(object, old: old)
        return isApplied ? object : try managed(object, live: old)
    }

    private func checkIdentity(_ metadata: Value, live: StoredObject) throws(APIStatus) {
        let name = live.key.name
        if let uid = metadata["uid"]?.stringValue, !uid.isEmpty, uid != live.uid {
            throw .conflict(
                resource, name,
                "Precondition failed: UID in precondition: \(uid), UID in object meta: \(live.uid)"
            )
        }
        let version = metadata["resourceVersion"]?.stringValue ?? ""
        if version.isEmpty {
            guard !resource.isCustom || !context.subresource.isEmpty else {
                throw .invalid(
                    resource, name,
                    [
                        FieldProblem(
                            reason: "FieldValueInvalid", field: "metadata.resourceVersion",
                            message: "Invalid value: 0: must be specified for an update"
                        )
                    ]
                )
            }
        } else if version != String(live.revision) {
            throw .modified(resource, name)
        }
    }

    private static func keepingSystemFields(_ metadata: Value, of live: Value) -> Value {
        var metadata = metadata
        for field in [
            "name", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation",
            "resourceVersion", "generateName",
        ] {
            metadata[field] = live[field]
        }
        metadata["selfLink"] = nil
        for field in ["labels", "annotations", "finalizers", "ownerReferences"]
        where metadata[field]?.isEmptyContainer == true {
            metadata[field] = nil
        }
        return metadata
    }

    /// Only the status changes through `/status`, and everything else elsewhere.
    private func restricted(_ object: Value, old: Value) -> Value {
        if context.subresource == "status" {
            var result = old
            result["status"] = object["status"]
            // What the client sent of the managers counts, as in every other write.
            result["metadata"]?["managedFields"] = object["metadata"]?["managedFields"]
            return result
        }
        guard resource.hasStatus else { return object }
        var result = object
        result["status"] = old["status"]
        return result
    }
}

extension Value {
    var isEmptyContainer: Bool {
        switch self {
        case .list(let values): values.isEmpty
        case .map(let map): map.isEmpty
        default: false
        }
    }

    /// Whether two versions of an object differ in more than the times in their `managedFields`.
    static func isSameObject(_ left: Value, _ right: Value) -> Bool {
        left.withoutManagedTimes == right.withoutManagedTimes
    }

    private var withoutManagedTimes: Value {
        guard let entries = self["metadata"]?["managedFields"]?.listValue else { return self }
        var result = self
        result["metadata"]?["managedFields"] = .list(
            entries.map { entry in
                var entry = entry
                entry["time"] = nil
                return entry
            }
        )
        return result
    }
}

extension APIStatus {
    /// A refused apply in the API server's form.
    static func applying(_ error: ApplyError, _ resource: ServedResource, _ name: String) -> APIStatus {
        switch error.code {
        case .conflict:
            APIStatus(
                code: 409, reason: "Conflict", message: error.message,
                details: .init(
                    causes: error.causes.map {
                        Cause(reason: "FieldManagerConflict", message: $0.message, field: $0.field)
                    }
                )
            )
        case .invalid: .badRequest(error.message)
        case .failed: APIStatus(code: 500, reason: "", message: error.message)
        }
    }

    /// A patch that could not be applied.
    static func patching(_ error: PatchError) -> APIStatus {
        switch error.code {
        case .notApplicable:
            APIStatus(
                code: 422, reason: "Invalid",
                message: "the server rejected our request due to an error in our request", details: .init()
            )
        case .tooComplex: APIStatus(code: 413, reason: "RequestEntityTooLarge", message: error.message)
        default: .badRequest(error.message)
        }
    }
}
