internal import HelmKube
internal import HelmValues
internal import HelmYAML
internal import KubeSchema

/// What an upgrade would do to one object.
public struct ObjectDifference: Sendable, Equatable {
    public enum Change: String, Sendable {
        case added, removed, changed, unchanged
    }

    public var apiVersion: String
    public var kind: String
    /// Empty for objects without one.
    public var namespace: String
    public var name: String
    public var change: Change
    /// Hunks of a unified diff of the objects as YAML with sorted keys, without `---` and `+++` lines; what Secrets hold
    /// is never in it.
    public var diff: String

    /// Of an object before and after; nil where there is none.
    init(_ before: KubeObject?, _ after: KubeObject?, like object: KubeObject) {
        (apiVersion, kind) = (object.kind.apiVersion, object.kind.kind)
        (namespace, name) = (object.namespace ?? "", object.name)
        let (old, new) = Redaction.redacted(before?.value, after?.value)
        diff = LineDiff.unified(Self.text(old), Self.text(new))
        change =
            switch (before, after) {
            case (nil, _?): .added
            case (_?, nil): .removed
            default: diff.isEmpty ? .unchanged : .changed
            }
    }

    private static func text(_ value: Value?) -> [UInt8] { value.map { YAML.encode($0) } ?? [] }

    /// Before and after, object by object: first what there will be, in its order, then what goes.
    static func all(before: [KubeObject], after: [KubeObject]) -> [ObjectDifference] {
        let old = Dictionary(before.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(after.map(\.identity))
        return after.map { ObjectDifference(old[$0.identity], $0, like: $0) }
            + before.filter { !kept.contains($0.identity) }.map { ObjectDifference($0, nil, like: $0) }
    }
}

/// Takes out of objects what nobody may read in a diff.
enum Redaction {
    /// Secrets with their values replaced. Whether a value changes can still be seen.
    static func redacted(_ old: Value?, _ new: Value?) -> (old: Value?, new: Value?) {
        guard [old, new].contains(where: { $0?["kind"]?.stringValue == "Secret" }) else { return (old, new) }
        let (before, after) = (contents(old), contents(new))
        var changed: Set<String> = []
        for entry in before {
            if let other = after[entry.key], other != entry.value { changed.insert(entry.key) }
        }
        return (
            old.map { cleaned($0, before) { changed.contains($0) ? "\(plain) (old)" : plain } },
            new.map { cleaned($0, after) { changed.contains($0) ? "\(plain) (new)" : plain } }
        )
    }

    private static let plain = "<redacted>"
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// `data` and `stringData` as the server would merge them.
    private static func contents(_ secret: Value?) -> ValueMap {
        var contents = secret?["data"]?.mapValue ?? [:]
        for entry in secret?["stringData"]?.mapValue ?? [:] {
            let text = entry.value.stringValue ?? ""
            contents[entry.key] = .string(String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self))
        }
        return contents
    }

    private static func cleaned(_ secret: Value, _ contents: ValueMap, _ shown: (String) -> String) -> Value {
        guard var map = secret.mapValue else { return secret }
        map["stringData"] = nil
        map["data"] = nil
        if !contents.isEmpty {
            var data: ValueMap = [:]
            for key in contents.keys { data[key] = .string(shown(key)) }
            map["data"] = .map(data)
        }
        if var metadata = map["metadata"]?.mapValue, var annotations = metadata["annotations"]?.mapValue,
            annotations[lastApplied] != nil
        {
            annotations[lastApplied] = .string(plain)
            metadata["annotations"] = .map(annotations)
            map["metadata"] = .map(metadata)
        }
        return .map(map)
    }
}

extension KubeObject {
    /// Without what the server keeps account of by itself.
    var comparable: KubeObject {
        var object = self
        guard var map = value.mapValue else { return self }
        map["status"] = nil
        if var metadata = map["metadata"]?.mapValue {
            for key in ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"] {
                metadata[key] = nil
            }
            map["metadata"] = .map(metadata)
        }
        object.value = .map(map)
        return object
    }
}
