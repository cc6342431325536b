import HelmValues
import KubeSchema

/// What a controller is given to look at one object.
struct ControllerWork: Sendable {
    let store: any ControlledStore
    let configuration: SimulatedControllers.Configuration
    /// The present, RFC 3339.
    let now: String
    /// How long ago the object was first seen.
    let age: Duration

    /// The time from now until something that happens at an age; nil when it is due.
    func remaining(until age: Duration) -> Duration? { self.age < age ? age - self.age : nil }

    /// The objects of a resource that `owner` controls, oldest first.
    func controlled(_ resource: ResourceType, by owner: ObjectView) async -> [ObjectView] {
        await store.objects(resource, namespace: owner.namespace).map(ObjectView.init)
            .filter { $0.isControlled(by: owner.uid) }
            .sorted {
                let order = compareBytes(
                    $0.metadata["creationTimestamp"]?.stringValue ?? "",
                    $1.metadata["creationTimestamp"]?.stringValue ?? ""
                )
                return order == 0 ? bytesPrecede($0.name, $1.name) : order < 0
            }
    }

    func key(_ object: ObjectView, _ resource: ResourceType) -> ObjectKey {
        ObjectKey(resource: resource, namespace: object.namespace, name: object.name)
    }

    /// Writes the status, if it differs.
    func writeStatus(_ status: ValueMap, of object: ObjectView, _ resource: ResourceType) async throws {
        guard let changed = object.withStatus(status) else { return }
        try await store.update(changed, at: key(object, resource), subresource: "status")
    }

    func behaviour(_ object: ObjectView) -> SimulatedBehaviour? {
        if let text = object.annotations[SimulatedControllers.behaviourAnnotation]?.stringValue {
            return SimulatedBehaviour(rawValue: text)
        }
        return configuration.behaviourOfLabels.first { object.labels[$0.label] == .string($0.value) }?.behaviour
    }

    /// Lets the pods behave as their owner says now, so that a stuck workload can be freed by its annotation.
    func align(_ pods: [ObjectView], with owner: ObjectView) async throws {
        let key = SimulatedControllers.behaviourAnnotation
        let wanted = ObjectView(owner.spec["template"] ?? [:]).annotations[key] ?? owner.annotations[key]
        for pod in pods where pod.annotations[key] != wanted {
            try await annotate(pod, .pods, key, wanted)
        }
    }

    /// Sets an annotation, or with nil removes it.
    func annotate(_ object: ObjectView, _ resource: ResourceType, _ name: String, _ value: Value?) async throws {
        var metadata = object.metadata
        var annotations = object.annotations
        annotations[name] = value
        metadata["annotations"] = annotations.isEmpty ? Value?.none : .map(annotations)
        var changed = object.value
        changed["metadata"] = metadata
        try await store.update(changed, at: key(object, resource), subresource: "")
    }

    /// A pod made from a workload's template.
    func pod(
        from template: Value, of owner: ObjectView, name: String? = nil, labels: ValueMap = [:]
    ) -> Value {
        let source = ObjectView(template)
        var podLabels = source.labels
        for entry in labels { podLabels[entry.key] = entry.value }
        var annotations = source.annotations
        let key = SimulatedControllers.behaviourAnnotation
        if annotations[key] == nil { annotations[key] = owner.annotations[key] }
        var metadata: ValueMap = [
            "namespace": .string(owner.namespace), "ownerReferences": [owner.ownerReference],
            "labels": .map(podLabels),
        ]
        if !annotations.isEmpty { metadata["annotations"] = .map(annotations) }
        if let name {
            metadata["name"] = .string(name)
        } else {
            metadata["generateName"] = .string(owner.name + "-")
        }
        return ["apiVersion": "v1", "kind": "Pod", "metadata": .map(metadata), "spec": source.spec]
    }
}

/// Brings one kind of objects forward by a step.
protocol Controller: Sendable {
    /// Looks at an object and does what is due.
    ///
    /// - Returns: after how long to look again, though nothing changed; nil for not at all.
    func reconcile(_ object: ObjectView, _ work: ControllerWork) async throws -> Duration?
}
