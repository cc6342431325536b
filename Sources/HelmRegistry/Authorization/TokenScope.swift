internal import HelmValues

/// What a token is good for: `repository:charts/demo:pull,push`.
///
/// oras-go: registry/remote/auth/scope.go
enum TokenScope {
    static func pull(_ repository: String) -> String { "repository:\(repository):pull" }
    static func push(_ repository: String) -> String { "repository:\(repository):pull,push" }

    /// The scopes of both, those of one resource as one, sorted.
    static func merged(_ hint: String?, _ challenged: String) -> [String] {
        let all = [hint].compactMap(\.self) + challenged.split(separator: " ").map(String.init)
        var plain: [String] = []
        var actions: [String: Set<Substring>] = [:]
        for scope in all {
            let first = scope.firstIndex(of: ":")
            guard let last = scope.lastIndex(of: ":"), last != first else {
                plain.append(scope)
                continue
            }
            let names = scope[scope.index(after: last)...].split(separator: ",")
            if names.isEmpty { continue }
            actions[String(scope[..<last]), default: []].formUnion(names)
        }
        let grouped = actions.map { resource, names in
            let list =
                names.contains("*") ? "*" : names.map(String.init).sorted(by: bytesPrecede).joined(separator: ",")
            return "\(resource):\(list)"
        }
        return (plain + grouped).sorted(by: bytesPrecede)
    }
}
