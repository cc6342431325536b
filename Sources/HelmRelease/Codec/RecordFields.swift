internal import HelmValues

/// The members of a JSON object, read into the types that a record's fields have. As in Go, null leaves a field at its
/// zero value and another type is refused.
struct RecordFields {
    private let map: ValueMap
    private let path: String

    /// - Parameter path: the Go name of the struct, for messages.
    init(_ value: Value, path: String) throws(ReleaseError) {
        switch value {
        case .map(let map): self.map = map
        case .null: map = [:]
        default: throw Self.mismatch(value, path)
        }
        self.path = path
    }

    func string(_ key: String) throws(ReleaseError) -> String {
        switch map[key] {
        case .string(let text)?: return text
        case nil, .null?: return ""
        case let other?: throw Self.mismatch(other, "\(path).\(key) of type string")
        }
    }

    func bool(_ key: String) throws(ReleaseError) -> Bool {
        switch map[key] {
        case .bool(let value)?: return value
        case nil, .null?: return false
        case let other?: throw Self.mismatch(other, "\(path).\(key) of type bool")
        }
    }

    func int(_ key: String) throws(ReleaseError) -> Int {
        switch map[key] {
        case nil, .null?: return 0
        case let value?:
            guard let number = value.intValue else { throw Self.mismatch(value, "\(path).\(key) of type int") }
            return number
        }
    }

    func strings(_ key: String) throws(ReleaseError) -> [String] {
        var result: [String] = []
        for element in try list(key) {
            guard let text = element.stringValue else { throw Self.mismatch(element, "\(path).\(key) of type string") }
            result.append(text)
        }
        return result
    }

    func list(_ key: String) throws(ReleaseError) -> [Value] {
        switch map[key] {
        case .list(let values)?: return values
        case nil, .null?: return []
        case let other?: throw Self.mismatch(other, "\(path).\(key)")
        }
    }

    /// The objects of a list; nulls in it are left out.
    func objects(_ key: String) throws(ReleaseError) -> [RecordFields] {
        var result: [RecordFields] = []
        for element in try list(key) where !element.isNull {
            result.append(try RecordFields(element, path: "\(path).\(key)"))
        }
        return result
    }

    func object(_ key: String) throws(ReleaseError) -> RecordFields? {
        guard let value = map[key], !value.isNull else { return nil }
        return try RecordFields(value, path: "\(path).\(key)")
    }

    func stringMap(_ key: String) throws(ReleaseError) -> ByteOrderedMap<String> {
        switch map[key] {
        case .map(let entries)?:
            return try entries.mapValues { (value) throws(ReleaseError) in
                guard let text = value.stringValue else { throw Self.mismatch(value, "\(path).\(key) of type string") }
                return text
            }
        case nil, .null?: return [:]
        case let other?: throw Self.mismatch(other, "\(path).\(key)")
        }
    }

    /// A time; Helm 3 writes "" for none.
    func time(_ key: String) throws(ReleaseError) -> Timestamp? {
        let text = try string(key)
        if text.isEmpty { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw ReleaseError(.undecodable, "parsing time \"\(text)\" as \"2006-01-02T15:04:05Z07:00\"")
        }
        return time == .zero ? nil : time
    }

    func bytes(_ key: String) throws(ReleaseError) -> [UInt8]? {
        guard let value = map[key], !value.isNull else { return nil }
        guard let text = value.stringValue else { throw Self.mismatch(value, "\(path).\(key) of type []uint8") }
        guard let data = Base64.decode(text.utf8) else {
            throw ReleaseError(.undecodable, "illegal base64 data in \(path).\(key)")
        }
        return data
    }

    static func mismatch(_ value: Value, _ target: String) -> ReleaseError {
        return ReleaseError(.undecodable, "json: cannot unmarshal \(value.jsonKind) into Go struct field \(target)")
    }
}
