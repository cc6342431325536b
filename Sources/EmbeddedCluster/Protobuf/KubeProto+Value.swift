#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import HelmValues
import SwiftProtobuf

// Secrets and ConfigMaps between their messages and the form that the store keeps.

extension KubeProtoSecret {
    init(_ value: Value) {
        self.init()
        metadata = KubeProtoObjectMeta(value["metadata"] ?? [:])
        for entry in value["data"]?.mapValue ?? [:] {
            data[entry.key] = Data(Base64.decode((entry.value.stringValue ?? "").utf8) ?? [])
        }
        type = value["type"]?.stringValue ?? ""
        if case .bool(let flag) = value["immutable"] { immutable = flag }
    }

    var value: Value {
        var map: ValueMap = ["metadata": metadata.value]
        if !data.isEmpty { map["data"] = .map(base64Map(data)) }
        if !stringData.isEmpty { map["stringData"] = .map(valueMap(stringData)) }
        if !type.isEmpty { map["type"] = .string(type) }
        if hasImmutable { map["immutable"] = .bool(immutable) }
        return .map(map)
    }
}

extension KubeProtoConfigMap {
    init(_ value: Value) {
        self.init()
        metadata = KubeProtoObjectMeta(value["metadata"] ?? [:])
        data = value["data"]?.strings ?? [:]
        for entry in value["binaryData"]?.mapValue ?? [:] {
            binaryData[entry.key] = Data(Base64.decode((entry.value.stringValue ?? "").utf8) ?? [])
        }
        if case .bool(let flag) = value["immutable"] { immutable = flag }
    }

    var value: Value {
        var map: ValueMap = ["metadata": metadata.value]
        if !data.isEmpty { map["data"] = .map(valueMap(data)) }
        if !binaryData.isEmpty { map["binaryData"] = .map(base64Map(binaryData)) }
        if hasImmutable { map["immutable"] = .bool(immutable) }
        return .map(map)
    }
}

extension KubeProtoDeleteOptions {
    var value: Value {
        var map: ValueMap = [:]
        if hasGracePeriodSeconds { map["gracePeriodSeconds"] = .int(gracePeriodSeconds) }
        if hasPreconditions {
            var conditions: ValueMap = [:]
            if preconditions.hasUid { conditions["uid"] = .string(preconditions.uid) }
            if preconditions.hasResourceVersion {
                conditions["resourceVersion"] = .string(preconditions.resourceVersion)
            }
            map["preconditions"] = .map(conditions)
        }
        if hasOrphanDependents { map["orphanDependents"] = .bool(orphanDependents) }
        if hasPropagationPolicy { map["propagationPolicy"] = .string(propagationPolicy) }
        if !dryRun.isEmpty { map["dryRun"] = .list(dryRun.map(Value.string)) }
        return .map(map)
    }
}

extension KubeProtoStatus {
    init(_ value: Value) {
        self.init()
        metadata = KubeProtoListMeta()
        status = value["status"]?.stringValue ?? ""
        message = value["message"]?.stringValue ?? ""
        reason = value["reason"]?.stringValue ?? ""
        code = Int32(clamping: value["code"]?.intValue ?? 0)
        guard let found = value["details"] else { return }
        details.name = found["name"]?.stringValue ?? ""
        details.group = found["group"]?.stringValue ?? ""
        details.kind = found["kind"]?.stringValue ?? ""
        details.uid = found["uid"]?.stringValue ?? ""
        details.retryAfterSeconds = Int32(clamping: found["retryAfterSeconds"]?.intValue ?? 0)
        details.causes = (found["causes"]?.listValue ?? []).map { cause in
            var message = KubeProtoStatusCause()
            message.reason = cause["reason"]?.stringValue ?? ""
            message.message = cause["message"]?.stringValue ?? ""
            message.field = cause["field"]?.stringValue ?? ""
            return message
        }
    }
}

extension KubeProtoObjectMeta {
    init(_ value: Value) {
        self.init()
        func text(_ key: String) -> String { value[key]?.stringValue ?? "" }
        name = text("name")
        generateName = text("generateName")
        namespace = text("namespace")
        selfLink = ""
        uid = text("uid")
        resourceVersion = text("resourceVersion")
        generation = Int64(value["generation"]?.intValue ?? 0)
        creationTimestamp = KubeProtoTime(text("creationTimestamp")) ?? KubeProtoTime()
        if let time = KubeProtoTime(text("deletionTimestamp")) { deletionTimestamp = time }
        if let seconds = value["deletionGracePeriodSeconds"]?.intValue { deletionGracePeriodSeconds = Int64(seconds) }
        labels = value["labels"]?.strings ?? [:]
        annotations = value["annotations"]?.strings ?? [:]
        finalizers = (value["finalizers"]?.listValue ?? []).compactMap(\.stringValue)
        ownerReferences = (value["ownerReferences"]?.listValue ?? []).map { owner in
            var message = KubeProtoOwnerReference()
            message.kind = owner["kind"]?.stringValue ?? ""
            message.name = owner["name"]?.stringValue ?? ""
            message.uid = owner["uid"]?.stringValue ?? ""
            message.apiVersion = owner["apiVersion"]?.stringValue ?? ""
            if case .bool(let flag) = owner["controller"] { message.controller = flag }
            if case .bool(let flag) = owner["blockOwnerDeletion"] { message.blockOwnerDeletion = flag }
            return message
        }
        managedFields = (value["managedFields"]?.listValue ?? []).map(KubeProtoManagedFieldsEntry.init)
    }

    var value: Value {
        var map: ValueMap = [:]
        for (key, text) in [
            ("name", name), ("generateName", generateName), ("namespace", namespace), ("uid", uid),
            ("resourceVersion", resourceVersion),
        ] where !text.isEmpty {
            map[key] = .string(text)
        }
        if generation != 0 { map["generation"] = .int(generation) }
        if hasCreationTimestamp, let text = creationTimestamp.text { map["creationTimestamp"] = .string(text) }
        if hasDeletionTimestamp, let text = deletionTimestamp.text { map["deletionTimestamp"] = .string(text) }
        if hasDeletionGracePeriodSeconds { map["deletionGracePeriodSeconds"] = .int(deletionGracePeriodSeconds) }
        if !labels.isEmpty { map["labels"] = .map(valueMap(labels)) }
        if !annotations.isEmpty { map["annotations"] = .map(valueMap(annotations)) }
        if !finalizers.isEmpty { map["finalizers"] = .list(finalizers.map(Value.string)) }
        if !ownerReferences.isEmpty { map["ownerReferences"] = .list(ownerReferences.map(\.value)) }
        if !managedFields.isEmpty { map["managedFields"] = .list(managedFields.map(\.value)) }
        return .map(map)
    }
}

extension KubeProtoOwnerReference {
    fileprivate var value: Value {
        var map: ValueMap = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
        ]
        if hasController { map["controller"] = .bool(controller) }
        if hasBlockOwnerDeletion { map["blockOwnerDeletion"] = .bool(blockOwnerDeletion) }
        return .map(map)
    }
}

extension KubeProtoManagedFieldsEntry {
    fileprivate init(_ value: Value) {
        self.init()
        manager = value["manager"]?.stringValue ?? ""
        operation = value["operation"]?.stringValue ?? ""
        apiVersion = value["apiVersion"]?.stringValue ?? ""
        fieldsType = value["fieldsType"]?.stringValue ?? ""
        subresource = value["subresource"]?.stringValue ?? ""
        if let found = value["time"]?.stringValue.flatMap(KubeProtoTime.init) { time = found }
        if let fields = value["fieldsV1"] { fieldsV1.raw = Data(JSON.encode(fields)) }
    }

    fileprivate var value: Value {
        var map: ValueMap = [:]
        for (key, text) in [
            ("manager", manager), ("operation", operation), ("apiVersion", apiVersion), ("fieldsType", fieldsType),
            ("subresource", subresource),
        ] where !text.isEmpty {
            map[key] = .string(text)
        }
        if hasTime, let text = time.text { map["time"] = .string(text) }
        if hasFieldsV1, let fields = try? JSON.parse(Array(fieldsV1.raw)) { map["fieldsV1"] = fields }
        return .map(map)
    }
}

extension KubeProtoTime {
    /// Nil for a text that is no time.
    fileprivate init?(_ text: String) {
        guard let seconds = Timestamp.seconds(text) else { return nil }
        self.init()
        self.seconds = seconds
        nanos = 0
    }

    /// Nil for the unset time.
    fileprivate var text: String? { hasSeconds ? Timestamp.text(seconds: seconds) : nil }
}

extension Value {
    /// The string members of a map.
    fileprivate var strings: [String: String] {
        var result: [String: String] = [:]
        for entry in mapValue ?? [:] { result[entry.key] = entry.value.stringValue ?? "" }
        return result
    }
}

private func valueMap(_ strings: [String: String]) -> ValueMap {
    ValueMap(pairs: strings.map { (key: $0.key, value: .string($0.value)) })
}

private func base64Map(_ data: [String: Data]) -> ValueMap {
    ValueMap(
        pairs: data.map {
            (key: $0.key, value: .string(String(decoding: Base64.encode(Array($0.value)), as: UTF8.self)))
        }
    )
}
