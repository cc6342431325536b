internal import HelmValues
internal import KubeSchema

/// Single writes of single objects, with Helm's parameters, retries and texts.
struct ObjectWriter: Sendable {
    /// client-go's `retry.DefaultRetry`.
    static let conflictTries = 5
    static let conflictPause: Duration = .milliseconds(10)

    let client: KubeClient
    var isDryRun = false
    var fieldValidation = FieldValidation.strict

    private var manager: KubeQuery {
        (isDryRun ? [("dryRun", "All")] : []) + [("fieldManager", KubeClient.fieldManager)]
    }
    private var validatedManager: KubeQuery { manager + [("fieldValidation", fieldValidation.rawValue)] }

    func create(_ object: KubeObject, method: ApplyMethod) async throws(KubeError) -> KubeObject {
        switch method {
        case .clientSide:
            // As kubectl's helper does: what is to be created has no version yet.
            let new = Self.withoutVersion(object.value)
            return try await retrying({ $0.code == .conflict }) { () async throws(KubeError) in
                object.with(try await client.create(object.collectionPath, query: manager, body: new))
            }
        case .serverSide(let forcesConflicts):
            return try await applyTelling(object, forcesConflicts: forcesConflicts).object
        }
    }

    private static func withoutVersion(_ object: Value) -> Value {
        guard var map = object.mapValue, var metadata = map["metadata"]?.mapValue,
            metadata["resourceVersion"] != nil
        else { return object }
        metadata["resourceVersion"] = Value?.none
        map["metadata"] = .map(metadata)
        return .map(map)
    }

    /// As ``apply(_:forcesConflicts:)``, and whether that made the object.
    func applyTelling(
        _ object: KubeObject, forcesConflicts: Bool
    ) async throws(KubeError) -> (object: KubeObject, isNew: Bool) {
        // Helm 4.2.4 on: quotas are updated by many at once, which is nobody's conflict.
        try await retrying(Self.isQuotaConflict) { () async throws(KubeError) in
            try await apply(object, forcesConflicts: forcesConflicts)
        }
    }

    /// Server-side apply of the whole object.
    private func apply(
        _ object: KubeObject, forcesConflicts: Bool
    ) async throws(KubeError) -> (object: KubeObject, isNew: Bool) {
        if object.name.isEmpty {
            // client-go refuses it before anything is sent (rest/request.go).
            throw KubeError(
                .invalidManifest,
                "server-side apply failed for object \(object.applyText): resource name may not be empty")
        }
        let query = validatedManager + [("force", forcesConflicts ? "true" : "false")]
        do {
            let answer = try await client.answerToPatch(object.path, query, .apply, object.value)
            return (object.with(answer.value), answer.status == 201)
        } catch {
            switch error.code {
            case .unsupportedMediaType: throw error.wrapped("server-side apply not available on the server: ")
            case .conflict: throw error.wrapped("conflict occurred while applying object \(object.applyText): ")
            default: throw error.wrapped("server-side apply failed for object \(object.applyText): ")
            }
        }
    }

    /// PUT over whatever is there, with the resource version of `live`.
    func replace(_ object: KubeObject, live: KubeObject) async throws(KubeError) -> KubeObject {
        var body = object.value
        var metadata = body["metadata"] ?? .map([:])
        metadata["resourceVersion"] = live.value[path: ["metadata", "resourceVersion"]]
        body["metadata"] = metadata
        do {
            return object.with(try await client.update(object.path, query: validatedManager, body: body))
        } catch {
            throw error.wrapped("failed to replace object: ")
        }
    }

    func patch(_ object: KubeObject, type: PatchType, _ patch: Value) async throws(KubeError) -> KubeObject {
        do {
            return object.with(try await client.patch(object.path, query: manager, type: type, body: patch))
        } catch {
            throw error.wrapped("cannot patch \(GoQuote.quoted(object.name)) with kind \(object.kind.kind): ")
        }
    }

    /// Turns what Helm manages by Update into what it applies, where there is such.
    func migrateFieldManagers(_ object: KubeObject, live: KubeObject) async throws(KubeError) {
        let name = object.applyText
        var known: Value? = live.value
        try await retrying({ $0.code == .conflict }) { () async throws(KubeError) -> Void in
            let current = try await known.orElse { () async throws(KubeError) in
                try await read(object, "failed to get object \(name): ")
            }
            known = nil
            guard let patch = ManagedFieldsMigration.patch(current, manager: KubeClient.fieldManager) else { return }
            do throws(KubeError) {
                _ = try await client.patch(object.path, query: validatedManager, type: .json, body: patch)
            } catch {
                if error.code == .conflict { throw error }
                throw error.wrapped("failed to patch object to upgrade CSA field manager \(name): ")
            }
        }
    }

    private func read(_ object: KubeObject, _ prefix: String) async throws(KubeError) -> Value {
        do {
            return try await client.get(object.path)
        } catch {
            throw error.wrapped(prefix)
        }
    }

    func delete(_ object: KubeObject, _ propagation: PropagationPolicy) async throws(KubeError) {
        try await retrying({ $0.code == .conflict }) { () async throws(KubeError) in
            try await client.delete(object.path, propagation: propagation)
        }
    }

    @discardableResult
    private func retrying<Output>(
        _ isRetried: (KubeError) -> Bool, _ body: () async throws(KubeError) -> Output
    ) async throws(KubeError) -> Output {
        var tries = 1
        while true {
            do throws(KubeError) {
                return try await body()
            } catch {
                guard tries < Self.conflictTries, isRetried(error), !Task.isCancelled else { throw error }
                tries += 1
                try? await Task.sleep(for: Self.conflictPause)
            }
        }
    }

    /// A conflict on a quota object, which the API server tells by its `details`.
    private static func isQuotaConflict(_ error: KubeError) -> Bool {
        guard error.code == .conflict else { return false }
        return error.details?["kind"]?.stringValue == "resourcequotas"
            || error.message.contains("Operation cannot be fulfilled on resourcequotas")
    }
}

extension Optional {
    fileprivate func orElse(_ other: () async throws(KubeError) -> Wrapped) async throws(KubeError) -> Wrapped {
        if let self { return self }
        return try await other()
    }
}

extension KubeObject {
    /// The same object as the server tells it. A created object's name may be the server's choice.
    func with(_ live: Value) -> KubeObject {
        var object = self
        object.value = live
        object.name = live[path: ["metadata", "name"]]?.stringValue ?? name
        return object
    }
}
