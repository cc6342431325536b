import HelmValues

/// Binds claims to volumes that exist in name only.
struct ClaimController: Controller {
    func reconcile(_ claim: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        if claim.status["phase"] == "Bound" { return nil }
        if work.behaviour(claim) != nil { return nil }
        if let wait = work.remaining(until: work.configuration.delay) { return wait }
        let key = work.key(claim, .claims)
        var value = claim.value
        if (claim.spec["volumeName"]?.stringValue ?? "").isEmpty {
            value["spec"]?["volumeName"] = .string("pvc-\(claim.uid)")
            try await work.store.update(value, at: key, subresource: "")
            guard let changed = await work.store.object(key) else { return nil }
            value = changed
        }
        let bound = ObjectView(value)
        var status: ValueMap = ["phase": "Bound"]
        status["accessModes"] = bound.spec["accessModes"]
        if let storage = bound.spec[path: ["resources", "requests", "storage"]] {
            status["capacity"] = ["storage": storage]
        }
        try await work.writeStatus(status, of: bound, .claims)
        return nil
    }
}

/// Gives load balancers an address.
struct ServiceController: Controller {
    func reconcile(_ service: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        guard service.spec["type"] == "LoadBalancer", work.behaviour(service) == nil,
            service.status["loadBalancer"]?["ingress"] == nil
        else { return nil }
        if let wait = work.remaining(until: work.configuration.delay) { return wait }
        var status = service.status.mapValue ?? [:]
        status["loadBalancer"] = ["ingress": [["ip": "127.0.0.1", "ipMode": "VIP"]]]
        try await work.writeStatus(status, of: service, .services)
        return nil
    }
}

/// Says that disruptions have been counted.
struct DisruptionBudgetController: Controller {
    func reconcile(_ budget: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        var conditions = Conditions(budget.status, now: work.now)
        conditions.set("DisruptionAllowed", "False", reason: "InsufficientPods", message: "")
        let status: ValueMap = [
            "observedGeneration": .int(budget.generation), "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0,
            "disruptionsAllowed": 0, "conditions": conditions.value,
        ]
        try await work.writeStatus(status, of: budget, .disruptionBudgets)
        return nil
    }
}
