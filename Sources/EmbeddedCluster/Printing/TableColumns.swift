import HelmValues

/// The columns of the tables, by resource.
enum TableColumns {
    typealias Column = TableWriter.Column

    static func columns(of resource: ServedResource) -> [Column] {
        if resource.isCustom { return custom(resource) }
        return [name] + (special[resource.qualifiedName] ?? [age])
    }

    // MARK: Parts

    private static let name = Column(
        name: "Name", format: "name", description: "Name must be unique within a namespace."
    ) { object, _ in object["metadata"]?["name"] ?? "" }

    private static let age = Column(
        name: "Age",
        description: "CreationTimestamp is a timestamp representing the server time when this object was created."
    ) { object, now in Age.text(since: object["metadata"]?["creationTimestamp"], now: now) }

    private static func text(
        _ name: String, _ path: [String], fallback: String = "<none>", priority: Int = 0
    ) -> Column {
        Column(name: name, priority: priority) { object, _ in
            switch object[path: path] {
            case .string(let text)? where !text.isEmpty: .string(text)
            case .bool(let flag)?: .string(flag ? "True" : "False")
            case .int(let number)?: .string(String(number))
            default: .string(fallback)
            }
        }
    }

    private static func number(_ name: String, _ path: [String]) -> Column {
        Column(name: name, type: "integer") { object, _ in object[path: path] ?? 0 }
    }

    private static func count(_ name: String, _ fields: [String]) -> Column {
        Column(name: name, type: "string") { object, _ in
            let count = fields.reduce(0) { sum, field in
                sum + (object[field]?.mapValue?.count ?? object[field]?.listValue?.count ?? 0)
            }
            return .string(String(count))
        }
    }

    /// `2/3`
    private static func ratio(_ name: String, _ part: [String], of whole: [String], fallback: Int = 1) -> Column {
        Column(name: name) { object, _ in
            .string("\(object[path: part]?.intValue ?? 0)/\(object[path: whole]?.intValue ?? fallback)")
        }
    }

    private static func list(
        _ name: String, priority: Int = 0, _ texts: @escaping @Sendable (Value) -> [String]
    ) -> Column {
        Column(name: name, priority: priority) { object, _ in
            let texts = texts(object)
            return texts.isEmpty ? "<none>" : .string(texts.joined(separator: ","))
        }
    }

    private static func containers(_ field: String, in path: [String]) -> @Sendable (Value) -> [String] {
        { object in (object[path: path]?.listValue ?? []).compactMap { $0[field]?.stringValue } }
    }

    private static let templateContainers = ["spec", "template", "spec", "containers"]

    private static let selector = list("Selector", priority: 1) { object in
        let selector = object["spec"]?["selector"]
        return (selector?["matchLabels"]?.mapValue ?? selector?.mapValue ?? [:]).compactMap { entry in
            entry.value.stringValue.map { "\(entry.key)=\($0)" }
        }
    }

    private static let workload: [Column] = [
        list("Containers", priority: 1, containers("name", in: templateContainers)),
        list("Images", priority: 1, containers("image", in: templateContainers)), selector,
    ]

    private static let special: [String: [Column]] = [
        "pods": pod, "services": service,
        "deployments.apps": [
            ratio("Ready", ["status", "readyReplicas"], of: ["spec", "replicas"]),
            number("Up-to-date", ["status", "updatedReplicas"]), number("Available", ["status", "availableReplicas"]),
            age,
        ] + workload,
        "replicasets.apps": [
            number("Desired", ["spec", "replicas"]), number("Current", ["status", "replicas"]),
            number("Ready", ["status", "readyReplicas"]), age,
        ] + workload,
        "statefulsets.apps": [
            ratio("Ready", ["status", "readyReplicas"], of: ["spec", "replicas"]), age,
            list("Containers", priority: 1, containers("name", in: templateContainers)),
            list("Images", priority: 1, containers("image", in: templateContainers)),
        ],
        "daemonsets.apps": [
            number("Desired", ["status", "desiredNumberScheduled"]),
            number("Current", ["status", "currentNumberScheduled"]), number("Ready", ["status", "numberReady"]),
            number("Up-to-date", ["status", "updatedNumberScheduled"]),
            number("Available", ["status", "numberAvailable"]), age,
        ] + workload,
        "jobs.batch": [
            Column(name: "Status") { object, _ in .string(jobStatus(object)) },
            ratio("Completions", ["status", "succeeded"], of: ["spec", "completions"]),
            Column(name: "Duration") { object, now in
                let end = object["status"]?["completionTime"]?.stringValue.flatMap(Timestamp.seconds) ?? now
                return object["status"]?["startTime"] == nil
                    ? "" : Age.text(since: object["status"]?["startTime"], now: end)
            },
            age,
        ] + workload,
        "cronjobs.batch": [
            text("Schedule", ["spec", "schedule"]), text("Timezone", ["spec", "timeZone"]),
            text("Suspend", ["spec", "suspend"], fallback: "False"),
            Column(name: "Active", type: "integer") { object, _ in
                .int(Int64(object["status"]?["active"]?.listValue?.count ?? 0))
            },
            Column(name: "Last Schedule") { object, now in
                object["status"]?["lastScheduleTime"].map { Age.text(since: $0, now: now) } ?? "<none>"
            },
            age,
        ],
        "secrets": [text("Type", ["type"]), count("Data", ["data"]), age],
        "configmaps": [count("Data", ["data", "binaryData"]), age],
        "namespaces": [text("Status", ["status", "phase"]), age],
        "serviceaccounts": [count("Secrets", ["secrets"]), age],
        "persistentvolumeclaims": [
            text("Status", ["status", "phase"], fallback: ""), text("Volume", ["spec", "volumeName"], fallback: ""),
            text("Capacity", ["status", "capacity", "storage"], fallback: ""),
            list("Access Modes") { ($0["status"]?["accessModes"]?.listValue ?? []).compactMap(\.stringValue) },
            text("StorageClass", ["spec", "storageClassName"], fallback: ""), age,
        ],
        "ingresses.networking.k8s.io": [
            text("Class", ["spec", "ingressClassName"]),
            list("Hosts") { object in
                let hosts = (object["spec"]?["rules"]?.listValue ?? []).compactMap { $0["host"]?.stringValue }
                return hosts.isEmpty ? ["*"] : hosts
            },
            text("Address", ["status", "loadBalancer", "address"], fallback: ""),
            Column(name: "Ports") { object, _ in object["spec"]?["tls"] == nil ? "80" : "80, 443" }, age,
        ],
        "horizontalpodautoscalers.autoscaling": [
            Column(name: "Reference") { object, _ in
                let target = object["spec"]?["scaleTargetRef"]
                return .string("\(target?["kind"]?.stringValue ?? "")/\(target?["name"]?.stringValue ?? "")")
            },
            number("MinPods", ["spec", "minReplicas"]), number("MaxPods", ["spec", "maxReplicas"]),
            number("Replicas", ["status", "currentReplicas"]), age,
        ],
        "customresourcedefinitions.apiextensions.k8s.io": [
            text("Created At", ["metadata", "creationTimestamp"])
        ],
        "events": [
            text("Type", ["type"]), text("Reason", ["reason"]),
            Column(name: "Object") { object, _ in
                let about = object["involvedObject"]
                return .string(
                    "\(about?["kind"]?.stringValue?.lowercased() ?? "")/\(about?["name"]?.stringValue ?? "")")
            },
            text("Message", ["message"], fallback: ""),
        ],
    ]

    // MARK: Pods and services

    private static let pod: [Column] = [
        Column(name: "Ready") { object, _ in
            let statuses = object["status"]?["containerStatuses"]?.listValue ?? []
            let ready = statuses.filter { $0["ready"] == .bool(true) }.count
            return .string("\(ready)/\(object["spec"]?["containers"]?.listValue?.count ?? 0)")
        },
        Column(name: "Status") { object, _ in .string(podStatus(object)) },
        Column(name: "Restarts") { object, _ in
            let restarts = (object["status"]?["containerStatuses"]?.listValue ?? []).reduce(0) {
                $0 + ($1["restartCount"]?.intValue ?? 0)
            }
            return .string(String(restarts))
        },
        age, text("IP", ["status", "podIP"], priority: 1), text("Node", ["spec", "nodeName"], priority: 1),
        text("Nominated Node", ["status", "nominatedNodeName"], priority: 1),
        Column(name: "Readiness Gates", priority: 1) { _, _ in "<none>" },
    ]

    private static func podStatus(_ pod: Value) -> String {
        if pod["metadata"]?["deletionTimestamp"] != nil { return "Terminating" }
        for status in pod["status"]?["containerStatuses"]?.listValue ?? [] {
            for state in ["waiting", "terminated"] {
                if let reason = status["state"]?[state]?["reason"]?.stringValue, !reason.isEmpty { return reason }
            }
        }
        return pod["status"]?["reason"]?.stringValue ?? pod["status"]?["phase"]?.stringValue ?? "Pending"
    }

    private static func jobStatus(_ job: Value) -> String {
        for condition in job["status"]?["conditions"]?.listValue ?? [] where condition["status"] == "True" {
            if let type = condition["type"]?.stringValue, type == "Complete" || type == "Failed" { return type }
        }
        return job["spec"]?["suspend"] == .bool(true) ? "Suspended" : "Running"
    }

    private static let service: [Column] = [
        text("Type", ["spec", "type"]), text("Cluster-IP", ["spec", "clusterIP"]),
        Column(name: "External-IP") { object, _ in
            if object["spec"]?["type"] == "ExternalName" { return object["spec"]?["externalName"] ?? "<none>" }
            let entries = object["status"]?["loadBalancer"]?["ingress"]?.listValue ?? []
            let addresses = entries.compactMap { $0["ip"]?.stringValue ?? $0["hostname"]?.stringValue }
            if !addresses.isEmpty { return .string(addresses.joined(separator: ",")) }
            return object["spec"]?["type"] == "LoadBalancer" ? "<pending>" : "<none>"
        },
        list("Port(s)") { object in
            (object["spec"]?["ports"]?.listValue ?? []).map { port in
                let node = port["nodePort"]?.intValue.map { $0 == 0 ? "" : ":\($0)" } ?? ""
                return "\(port["port"]?.intValue ?? 0)\(node)/\(port["protocol"]?.stringValue ?? "TCP")"
            }
        },
        age, selector,
    ]

    // MARK: Custom resources

    private static func custom(_ resource: ServedResource) -> [Column] {
        guard !resource.printerColumns.isEmpty else { return [name, age] }
        return [name]
            + resource.printerColumns.map { column in
                Column(
                    name: column.name, type: column.type, description: column.description, priority: column.priority
                ) { object, now in
                    let value = object[path: column.path]
                    return column.type == "date" ? Age.text(since: value, now: now) : value ?? .null
                }
            }
    }
}
