import HelmValues
import Synchronization

/// One version of an object: immutable, shared by the store, the event log and replies under way.
final class StoredObject: Sendable {
    let key: ObjectKey
    let value: Value
    /// `metadata.resourceVersion` as a number.
    let revision: UInt64
    let uid: String
    let labels: ValueMap
    /// The `uid`s of `metadata.ownerReferences`.
    let ownerUIDs: [String]
    /// Roughly what the object takes in memory.
    let size: Int
    private let encodings = Mutex(Encodings())

    private struct Encodings {
        var json: [UInt8]?
        var protobuf: [UInt8]?
    }

    init(key: ObjectKey, value: Value, revision: UInt64) {
        self.key = key
        self.value = value
        self.revision = revision
        let metadata = value["metadata"]
        uid = metadata?["uid"]?.stringValue ?? ""
        labels = metadata?["labels"]?.mapValue ?? [:]
        ownerUIDs = (metadata?["ownerReferences"]?.listValue ?? []).compactMap { $0["uid"]?.stringValue }
        size = value.approximateSize
    }

    var apiVersion: String { value["apiVersion"]?.stringValue ?? "" }
    var metadata: Value { value["metadata"] ?? [:] }
    var finalizers: [Value] { metadata["finalizers"]?.listValue ?? [] }
    var isTerminating: Bool { metadata["deletionTimestamp"] != nil }

    /// The object as JSON, encoded once.
    func json() -> [UInt8] {
        if let known = encodings.withLock({ $0.json }) { return known }
        let bytes = JSON.encode(value)
        encodings.withLock { $0.json = bytes }
        return bytes
    }

    /// The object as the bytes of its protobuf message without envelope, encoded once; nil where the kind has none.
    func protobuf() -> [UInt8]? {
        if let known = encodings.withLock({ $0.protobuf }) { return known }
        guard let bytes = ProtobufObjects.message(of: value) else { return nil }
        encodings.withLock { $0.protobuf = bytes }
        return bytes
    }

    /// The object as a client of `version` sees it: versions of a resource differ only in their name here.
    func value(as apiVersion: String) -> Value {
        var result = value
        if self.apiVersion != apiVersion { result["apiVersion"] = .string(apiVersion) }
        return result
    }

    func json(as apiVersion: String) -> [UInt8] {
        self.apiVersion == apiVersion ? json() : JSON.encode(value(as: apiVersion))
    }
}

extension Value {
    /// Roughly how many bytes a value takes: its text and a share for each node.
    var approximateSize: Int {
        var total = 0
        var pending = [self]
        while let value = pending.popLast() {
            total += 16
            switch value {
            case .string(let text): total += text.utf8.count
            case .list(let values): pending.append(contentsOf: values)
            case .map(let map):
                for entry in map {
                    total += 16 + entry.key.utf8.count
                    pending.append(entry.value)
                }
            default: break
            }
        }
        return total
    }
}
