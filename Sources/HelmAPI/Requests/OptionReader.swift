internal import HelmValues

/// Takes typed options out of a JSON body as Go's encoding/json would fill a struct: names match whatever their case,
/// `null` leaves the default, unknown names are ignored, and a wrong type is refused in Go's words.
struct OptionReader {
    /// The Go struct that error texts name.
    let structName: String
    private let exact: ValueMap
    private let folded: [String: Value]

    init(_ map: ValueMap, structName: String) {
        self.structName = structName
        exact = map
        folded = Dictionary(map.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { _, last in last })
    }

    func bool(_ name: String) throws(APIError) -> Bool {
        try take(name, "bool") { $0.boolValue } ?? false
    }

    func optionalBool(_ name: String) throws(APIError) -> Bool? {
        try take(name, "bool") { $0.boolValue }
    }

    func string(_ name: String) throws(APIError) -> String {
        try take(name, "string") { $0.stringValue } ?? ""
    }

    func int(_ name: String) throws(APIError) -> Int? {
        try take(name, "int") { $0.intValue }
    }

    func strings(_ name: String) throws(APIError) -> [String] {
        try take(name, "[]string") { $0.listValue }?.map { (item) throws(APIError) in
            if item.isNull { return "" }
            guard let text = item.stringValue else { throw mismatch(item, name, "string") }
            return text
        } ?? []
    }

    func stringMap(_ name: String) throws(APIError) -> ByteOrderedMap<String?> {
        try take(name, "map[string]string") { $0.mapValue }?.mapValues { (item) throws(APIError) in
            if item.isNull { return nil }
            guard let text = item.stringValue else { throw mismatch(item, name, "string") }
            return text
        } ?? [:]
    }

    /// A Go duration (`"5m0s"`) or a whole number of nanoseconds; nil when absent, empty or null.
    func duration(_ name: String) throws(APIError) -> Duration? {
        guard let value = value(name), !value.isNull else { return nil }
        if let nanoseconds = value.intValue { return .nanoseconds(nanoseconds) }
        guard let text = value.stringValue else { throw mismatch(value, name, "string") }
        if text.isEmpty { return nil }
        do throws(GoDurationError) {
            return .nanoseconds(try GoDuration(Array(text.utf8)).nanoseconds)
        } catch {
            throw APIError(.badRequest, error.message)
        }
    }

    /// A flag that also takes one of `names`: `wait` and `dry_run` of Helm 4.
    func flagOrName<Name: RawRepresentable<String>>(_ name: String, whenTrue: Name) throws(APIError) -> Name? {
        guard let value = value(name), !value.isNull else { return nil }
        if let flag = value.boolValue { return flag ? whenTrue : nil }
        guard let text = value.stringValue else { throw mismatch(value, name, "bool") }
        guard let named = Name(rawValue: text) else {
            // The words in which a client of the boolean option knows this mistake.
            throw mismatch(value, name, "bool")
        }
        return named
    }

    private func value(_ name: String) -> Value? {
        exact[name] ?? folded[name]
    }

    private func take<Result>(
        _ name: String, _ type: String, _ convert: (Value) -> Result?
    ) throws(APIError) -> Result? {
        guard let value = value(name), !value.isNull else { return nil }
        guard let result = convert(value) else { throw mismatch(value, name, type) }
        return result
    }

    private func mismatch(_ value: Value, _ name: String, _ type: String) -> APIError {
        APIError(
            .badRequest,
            "json: cannot unmarshal \(value.jsonKind) into Go struct field \(structName).\(name) of type \(type)"
        )
    }
}
