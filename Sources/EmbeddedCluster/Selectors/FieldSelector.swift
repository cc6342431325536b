import HelmValues
import KubeSchema

/// A field selector as the query parameter `fieldSelector` states it: `metadata.name=a,status.phase!=Running`.
struct FieldSelector: Sendable {
    struct Requirement: Sendable {
        let path: [String]
        let value: String
        let isEqual: Bool
    }

    static let everything = FieldSelector(requirements: [])

    let requirements: [Requirement]

    func matches(_ object: StoredObject) -> Bool {
        requirements.allSatisfy { requirement in
            let found = Self.text(of: object.value[path: requirement.path])
            return bytesEqual(found, requirement.value) == requirement.isEqual
        }
    }

    private static func text(of value: Value?) -> String {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        default: ""
        }
    }
}

extension FieldSelector {
    /// What each built-in resource can be selected by, beside its name and namespace.
    private static let supported: [ResourceType: [String]] = [
        .init(group: "", name: "pods"): [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.nominatedNodeName",
        ],
        .init(group: "", name: "secrets"): ["type"],
        .init(group: "", name: "namespaces"): ["status.phase"],
        .init(group: "", name: "nodes"): ["spec.unschedulable"],
        .init(group: "", name: "services"): ["spec.clusterIP", "spec.type"],
        .init(group: "", name: "replicationcontrollers"): ["status.replicas"],
        .init(group: "apps", name: "replicasets"): ["status.replicas"],
        .init(group: "batch", name: "jobs"): ["status.successful"],
        .init(group: "", name: "events"): eventFields,
        .init(group: "events.k8s.io", name: "events"): eventFields,
    ]

    private static let eventFields = [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
        "reportingComponent", "source", "type",
    ]

    /// Reads a selector.
    /// - Throws: a 400 for a malformed one and for a field that the resource cannot be selected by.
    init(parsing text: String, for resource: ServedResource) throws(APIStatus) {
        var requirements: [Requirement] = []
        let fields = Self.supported[resource.storage] ?? []
        for term in text.split(separator: ",") {
            guard let (field, value, isEqual) = Self.split(term) else {
                throw .badRequest("invalid selector: '\(text)'; can't understand '\(term)'")
            }
            guard field == "metadata.name" || field == "metadata.namespace" || fields.contains(field) else {
                throw .badRequest("field label not supported: \(field)")
            }
            requirements.append(
                Requirement(path: field.split(separator: ".").map(String.init), value: value, isEqual: isEqual)
            )
        }
        self.requirements = requirements
    }

    private static func split(_ term: Substring) -> (String, String, Bool)? {
        guard let sign = term.firstIndex(of: "=") else { return nil }
        var field = term[..<sign]
        var value = term[term.index(after: sign)...]
        var isEqual = true
        if field.hasSuffix("!") {
            field = field.dropLast()
            isEqual = false
        } else if value.hasPrefix("=") {
            value = value.dropFirst()
        }
        return (String(field), unescaped(value), isEqual)
    }

    private static func unescaped(_ value: Substring) -> String {
        guard value.contains("\\") else { return String(value) }
        var result = ""
        var isEscaped = false
        for character in value {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}
