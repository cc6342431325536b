public import HelmValues

/// RFC 6902 patches: a list of operations.
public enum JSONPatch {
    /// Applies `operations` (add, remove, replace, move, copy, test) one after the other.
    ///
    /// - Throws: ``PatchError`` with `notApplicable` when a path is missing or a test does not hold; nothing is changed then.
    public static func apply(_ operations: Value, to target: Value) throws(PatchError) -> Value {
        guard case .list(let list) = try operations.normalizedForPatch() else {
            throw PatchError(.invalid, "json: cannot unmarshal object into Go value of type jsonpatch.Patch")
        }
        guard list.count <= PatchLimits.jsonPatchOperations else {
            throw PatchError(
                .tooComplex,
                "The allowed maximum operations in a JSON patch is \(PatchLimits.jsonPatchOperations), got \(list.count)"
            )
        }
        var document = try target.normalizedForPatch()
        // What is copied can double with each operation: what all copies hold together is bounded.
        var copied = 0
        for operation in list { try apply(operation, to: &document, copied: &copied) }
        return try document.normalizedForPatch()
    }

    private static let copyLimit = 1_000_000

    private static func apply(
        _ operation: Value, to document: inout Value, copied: inout Int
    ) throws(PatchError) {
        guard let name = operation["op"]?.stringValue, let path = operation["path"]?.stringValue else {
            throw PatchError(.invalid, "invalid JSON patch operation: \(operation.sketch)")
        }
        let tokens = try tokens(path)
        switch name {
        case "add":
            try edit(&document, tokens[...], .add(try value(operation)), name, path)
        case "remove":
            try edit(&document, tokens[...], .remove, name, path)
        case "replace":
            try edit(&document, tokens[...], .replace(try value(operation)), name, path)
        case "test":
            let expected = operation["value"] ?? .null
            guard (try? find(document, tokens, name, path)) ?? .null == expected else {
                throw PatchError(.notApplicable, "testing value \(path) failed: test failed")
            }
        case "move", "copy":
            guard let from = operation["from"]?.stringValue else {
                throw PatchError(.invalid, "\(name) operation failed to decode from")
            }
            let source = try Self.tokens(from)
            let value = try find(document, source, name, from)
            if name == "move" {
                guard source.count > tokens.count || Array(tokens.prefix(source.count)) != source || source == tokens
                else {
                    throw PatchError(.invalid, "move operation does not apply: a value cannot move into itself")
                }
                try edit(&document, source[...], .remove, name, from)
            } else {
                copied += value.size
                guard copied <= copyLimit else {
                    throw PatchError(.tooComplex, "Unable to copy, the accumulated size increase of copy is too large")
                }
            }
            try edit(&document, tokens[...], .add(value), name, path)
        default:
            throw PatchError(.invalid, "Unexpected kind: \(name)")
        }
    }

    private enum Edit {
        case add(Value)
        case remove
        case replace(Value)
    }

    private static func value(_ operation: Value) throws(PatchError) -> Value {
        guard let value = operation["value"] else {
            throw PatchError(.invalid, "missing value in JSON patch operation: \(operation.sketch)")
        }
        return value
    }

    /// The steps of a JSON pointer.
    private static func tokens(_ path: String) throws(PatchError) -> [String] {
        if path.isEmpty { return [] }
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw PatchError(.invalid, "JSON pointer \"\(path)\" does not begin with a slash")
        }
        let tokens = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(unescaped)
        guard tokens.count < PatchLimits.depth else {
            throw PatchError(.tooComplex, "path is nested deeper than \(PatchLimits.depth) levels")
        }
        return tokens
    }

    private static func unescaped(_ token: Substring) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return String(token) }
        var bytes: [UInt8] = []
        var rest = token.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "~"), rest.first == UInt8(ascii: "0") || rest.first == UInt8(ascii: "1") {
                bytes.append(rest.popFirst() == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func missing(_ operation: String, _ path: String) -> PatchError {
        PatchError(.notApplicable, "\(operation) operation does not apply: doc is missing path: \(path): missing value")
    }

    /// The place that a token names in a list; `-`, the end, only where `end` allows it.
    private static func place(_ token: String, in list: [Value], allowsEnd: Bool) -> Int? {
        if token == "-" { return allowsEnd ? list.count : nil }
        guard let index = Int(token), index >= 0, index < list.count + (allowsEnd ? 1 : 0) else { return nil }
        return index
    }

    private static func find(
        _ document: Value, _ tokens: [String], _ operation: String, _ path: String
    ) throws(PatchError) -> Value {
        var value = document
        for token in tokens {
            switch value {
            case .map(let map):
                guard let next = map[token] else { throw missing(operation, path) }
                value = next
            case .list(let list):
                guard let index = place(token, in: list, allowsEnd: false) else { throw missing(operation, path) }
                value = list[index]
            default:
                throw missing(operation, path)
            }
        }
        return value
    }

    private static func edit(
        _ value: inout Value, _ tokens: ArraySlice<String>, _ edit: Edit, _ operation: String, _ path: String
    ) throws(PatchError) {
        guard let token = tokens.first else {
            switch edit {
            case .add(let new), .replace(let new): value = new
            case .remove: throw missing(operation, path)
            }
            return
        }
        let isLast = tokens.count == 1
        switch value {
        case .map(var map):
            value = .null
            defer { value = .map(map) }
            guard isLast else {
                guard var inner = map[token] else { throw missing(operation, path) }
                try Self.edit(&inner, tokens.dropFirst(), edit, operation, path)
                map[token] = inner
                return
            }
            switch edit {
            case .add(let new): map[token] = new
            case .replace(let new):
                guard map.contains(key: token) else { throw missing(operation, path) }
                map[token] = new
            case .remove:
                guard map.contains(key: token) else { throw missing(operation, path) }
                map[token] = nil
            }
        case .list(var list):
            value = .null
            defer { value = .list(list) }
            var allowsEnd = false
            if isLast, case .add = edit { allowsEnd = true }
            guard let index = place(token, in: list, allowsEnd: allowsEnd) else { throw missing(operation, path) }
            guard isLast else {
                try Self.edit(&list[index], tokens.dropFirst(), edit, operation, path)
                return
            }
            switch edit {
            case .add(let new): list.insert(new, at: index)
            case .replace(let new): list[index] = new
            case .remove: list.remove(at: index)
            }
        default:
            throw missing(operation, path)
        }
    }
}

extension Value {
    /// A measure of what a copy of the value holds.
    fileprivate var size: Int {
        switch self {
        case .null, .bool, .int, .float: 1
        case .string(let text): 1 + text.utf8.count
        case .list(let list): list.reduce(1) { $0 + $1.size }
        case .map(let map): map.reduce(1) { $0 + $1.key.utf8.count + $1.value.size }
        }
    }
}
