/// The kinds of patches.
public enum PatchType: String, Sendable {
    case json = "application/json-patch+json"
    case merge = "application/merge-patch+json"
    case strategicMerge = "application/strategic-merge-patch+json"
    /// Server-side apply. (JSON is YAML.)
    case apply = "application/apply-patch+yaml"
}

/// Which form of an answer is asked for.
public enum AnswerForm: Sendable {
    case object
    /// Only metadata: `PartialObjectMetadata` or its list.
    case metadataOnly(isList: Bool)
    /// Rows, as kubectl prints, with the whole objects inside when the query has `includeObject=Object`.
    case table
    /// Any text, such as a log.
    case text
    case aggregatedDiscovery

    var accept: String {
        switch self {
        case .object: "application/json"
        case .metadataOnly(let isList):
            "application/json;as=PartialObjectMetadata\(isList ? "List" : "");g=meta.k8s.io;v=v1,application/json"
        case .table:
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
        case .text: "application/json, */*"
        case .aggregatedDiscovery:
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
        }
    }
}

/// What happens to the dependents of a deleted object.
public enum PropagationPolicy: String, Sendable {
    case background = "Background"
    case foreground = "Foreground"
    case orphan = "Orphan"
}
