internal import HelmValues

/// The methods of Helm's `common.Values` that need no YAML. (Helm: pkg/chart/common/values.go)
enum HelmValuesMethods {
    static let all: [String: FunctionTable.ValuesMethod] = [
        "AsMap": { receiver in
            GoMethod([]) { _, _ in .map(receiver.isNil || receiver.count == 0 ? GoMap() : receiver.retyped(.any)) }
        },
        "Table": { receiver in
            GoMethod([.string]) { arguments, _ in .map(try table(receiver, path(arguments))) }
        },
        "PathValue": { receiver in
            GoMethod([.string]) { arguments, _ in try pathValue(receiver, path(arguments)) }
        },
    ]

    private static func path(_ arguments: [GoValue]) -> String { arguments.first.map(GoPrint.printed) ?? "" }

    private static func table(_ receiver: GoMap, _ path: String) throws -> GoMap {
        var current = receiver
        for key in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard let next = current[String(key)] else { throw FunctionError(noTable(String(key))) }
            guard case .map(let map) = next, map.type != .string else { throw FunctionError(noTable(String(key))) }
            current = map
        }
        return current.retyped(.values)
    }

    private static func noTable(_ key: String) -> String { "\(GoText.quoted(key)) is not a table" }

    private static func pathValue(_ receiver: GoMap, _ path: String) throws -> GoValue {
        guard !path.isEmpty else { throw FunctionError("YAML path cannot be empty") }
        let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let last = keys.last ?? ""
        let missing = FunctionError("\(GoText.quoted(last)) is not a value")
        let parent = keys.dropLast().joined(separator: ".")
        guard let holder = keys.count == 1 ? receiver : try? table(receiver, parent), let value = holder[last]
        else { throw missing }
        if case .map = value { throw missing }
        return value
    }
}

extension GoMap {
    /// The same map under another Go type: what one changes, the other shows.
    func retyped(_ type: MapType) -> GoMap { self.type == type ? self : GoMap(sharing: self, type: type) }
}
