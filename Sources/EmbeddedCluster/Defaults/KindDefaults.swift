import HelmValues
import KubeSchema

/// Defaults that belong to whole objects, not to a type wherever it stands.
enum KindDefaults {
    static func apply(_ object: Value, kind: GroupVersionKind) -> Value {
        switch (kind.group, kind.kind) {
        case ("", "Pod"): pod(object)
        case ("", "Service"): status(object, ["loadBalancer": [:]])
        case ("", "PersistentVolumeClaim"): status(object, ["phase": "Pending"])
        case ("", "PersistentVolume"): status(object, ["phase": "Pending"])
        default: object
        }
    }

    /// Adds what a server allocates or its admission sets, which belongs to none of the object's managers.
    ///
    /// - Parameter old: the object before, whose allocations stay.
    static func allocated(_ object: Value, old: Value?, kind: GroupVersionKind) -> Value {
        switch (kind.group, kind.kind) {
        case ("", "Pod"): admittedPod(object)
        case ("", "Service"): service(object, old: old)
        case ("batch", "Job"): job(object)
        default: object
        }
    }

    private static func status(_ object: Value, _ first: Value) -> Value {
        var result = object
        if (result["status"]?.mapValue ?? [:]).isEmpty { result["status"] = first }
        return result
    }

    private static func pod(_ object: Value) -> Value {
        var result = status(object, ["phase": "Pending", "qosClass": .string(qualityOfService(object))])
        guard case .map(var spec)? = result["spec"] else { return result }
        if spec["enableServiceLinks"] == nil { spec["enableServiceLinks"] = true }
        for list in ["containers", "initContainers"] {
            if case .list(let containers)? = spec[list] { spec[list] = .list(containers.map(requestsFromLimits)) }
        }
        result["spec"] = .map(spec)
        return result
    }

    private static func admittedPod(_ object: Value) -> Value {
        guard case .map(var spec)? = object["spec"] else { return object }
        if spec["serviceAccountName"] == nil {
            spec["serviceAccountName"] = "default"
            spec["serviceAccount"] = "default"
        }
        if spec["preemptionPolicy"] == nil { spec["preemptionPolicy"] = "PreemptLowerPriority" }
        if spec["priority"] == nil { spec["priority"] = 0 }
        var result = object
        result["spec"] = .map(spec)
        return result
    }

    /// A limit without a request is the request too.
    private static func requestsFromLimits(_ container: Value) -> Value {
        guard case .map(let limits)? = container["resources"]?["limits"] else { return container }
        var requests = container["resources"]?["requests"]?.mapValue ?? [:]
        for entry in limits where requests[entry.key] == nil { requests[entry.key] = entry.value }
        var resources = container["resources"] ?? [:]
        resources["requests"] = .map(requests)
        var result = container
        result["resources"] = resources
        return result
    }

    private static func qualityOfService(_ pod: Value) -> String {
        let containers = (pod["spec"]?["containers"]?.listValue ?? []).map { $0["resources"] ?? [:] }
        if containers.allSatisfy({ ($0.mapValue ?? [:]).isEmpty }) { return "BestEffort" }
        let isGuaranteed = containers.allSatisfy { resources in
            let limits = resources["limits"]?.mapValue ?? [:]
            return ["cpu", "memory"].allSatisfy { name in
                guard let limit = limits[name] else { return false }
                let request = resources["requests"]?[name]
                return request == nil || request == limit
            }
        }
        return isGuaranteed ? "Guaranteed" : "Burstable"
    }

    /// What the server allocates for a Service: an address made from its name, and node ports.
    ///
    /// The address is a digest, not an allocation: two Services may share one. Nothing routes to it anyway.
    private static func service(_ object: Value, old: Value?) -> Value {
        var result = object
        guard case .map(var spec)? = result["spec"] else { return result }
        let type = spec["type"]?.stringValue ?? "ClusterIP"
        guard type != "ExternalName" else { return result }
        for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec[field] == nil {
            spec[field] = old?["spec"]?[field]
        }
        let name =
            "\(object["metadata"]?["namespace"]?.stringValue ?? "")/\(object["metadata"]?["name"]?.stringValue ?? "")"
        let digest = Digest.fnv32(Array(name.utf8))
        // An object that exists already and comes without its old version has its address, or gets that one back.
        let isStored = old == nil && object["metadata"]?["resourceVersion"] != nil
        if (spec["clusterIP"]?.stringValue ?? "").isEmpty, !isStored {
            spec["clusterIP"] = .string("10.96.\(digest >> 8 & 0xff).\(digest & 0xff)")
        }
        if spec["clusterIPs"] == nil, let address = spec["clusterIP"] { spec["clusterIPs"] = [address] }
        if spec["ipFamilies"] == nil { spec["ipFamilies"] = ["IPv4"] }
        if spec["ipFamilyPolicy"] == nil { spec["ipFamilyPolicy"] = "SingleStack" }
        let needsNodePorts =
            type == "NodePort" || type == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] != false
        if needsNodePorts, case .list(let ports)? = spec["ports"] {
            spec["ports"] = .list(withNodePorts(ports, from: Int64(digest)))
        }
        result["spec"] = .map(spec)
        return result
    }

    /// Gives each port without one a node port that no other port of the Service has.
    private static func withNodePorts(_ ports: [Value], from first: Int64) -> [Value] {
        var taken = Set(ports.compactMap { $0["nodePort"]?.intValue })
        var next = first
        return ports.map { port in
            guard (port["nodePort"]?.intValue ?? 0) == 0 else { return port }
            var number = Int(30000 + next % 2768)
            // There are more node ports than a Service may have ports.
            for _ in 0..<2768 where taken.contains(number) {
                next += 1
                number = Int(30000 + next % 2768)
            }
            taken.insert(number)
            var port = port
            port["nodePort"] = .int(Int64(number))
            return port
        }
    }

    /// A Job selects its pods by its own uid, unless it says `manualSelector`.
    private static func job(_ object: Value) -> Value {
        var result = object
        guard case .map(var spec)? = object["spec"], spec["manualSelector"] != true,
            let uid = object["metadata"]?["uid"]?.stringValue, let name = object["metadata"]?["name"]
        else { return object }
        if spec["selector"] == nil {
            spec["selector"] = ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(uid)]]
        }
        var template = spec["template"] ?? [:]
        var metadata = template["metadata"] ?? [:]
        var labels = metadata["labels"]?.mapValue ?? [:]
        labels["batch.kubernetes.io/controller-uid"] = .string(uid)
        labels["controller-uid"] = .string(uid)
        labels["batch.kubernetes.io/job-name"] = name
        labels["job-name"] = name
        metadata["labels"] = .map(labels)
        template["metadata"] = metadata
        spec["template"] = template
        result["spec"] = .map(spec)
        return result
    }
}

/// Small digests for made-up addresses and pod template hashes.
enum Digest {
    static func fnv32(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }

    /// Ten letters that Kubernetes would use in a name.
    static func name(_ bytes: [UInt8]) -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        var (text, rest) = ("", UInt64(fnv32(bytes)) << 16 | UInt64(fnv32(bytes.reversed()) & 0xffff))
        for _ in 0..<10 {
            text.append(letters[Int(rest % UInt64(letters.count))])
            rest /= UInt64(letters.count)
        }
        return text
    }
}
