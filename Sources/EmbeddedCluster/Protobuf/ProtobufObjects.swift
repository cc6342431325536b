#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import HelmValues
import KubeSchema
import SwiftProtobuf

/// Objects in `application/vnd.kubernetes.protobuf`: Secrets, ConfigMaps, Status and DeleteOptions.
enum ProtobufObjects {
    static let mediaType = "application/vnd.kubernetes.protobuf"
    private static let magic: [UInt8] = [0x6b, 0x38, 0x73, 0x00]

    /// Whether objects of a resource have a message here.
    static func has(_ resource: ServedResource) -> Bool {
        resource.group.isEmpty && (resource.name == "secrets" || resource.name == "configmaps")
    }

    // MARK: Writing

    /// The message of an object, without envelope; nil where its kind has none.
    static func message(of value: Value) -> [UInt8]? {
        switch value["kind"]?.stringValue {
        case "Secret": try? KubeProtoSecret(value).serializedBytes()
        case "ConfigMap": try? KubeProtoConfigMap(value).serializedBytes()
        case "Status": try? KubeProtoStatus(value).serializedBytes()
        default: nil
        }
    }

    /// `k8s\0` and the message in its `Unknown`.
    static func envelope(_ message: [UInt8], apiVersion: String, kind: String) -> [UInt8] {
        var unknown = KubeProtoUnknown()
        unknown.typeMeta.apiVersion = apiVersion
        unknown.typeMeta.kind = kind
        unknown.raw = Data(message)
        unknown.contentEncoding = ""
        unknown.contentType = ""
        let bytes: [UInt8]? = try? unknown.serializedBytes()
        return magic + (bytes ?? [])
    }

    /// An object with its envelope; nil where its kind has no message.
    static func enveloped(_ value: Value) -> [UInt8]? {
        guard let message = message(of: value), let kind = value["kind"]?.stringValue else { return nil }
        return envelope(message, apiVersion: value["apiVersion"]?.stringValue ?? "v1", kind: kind)
    }

    /// A SecretList or ConfigMapList. Put together by hand, so that objects which are encoded already are only copied:
    /// field 1 is the list's metadata, each field 2 an item.
    static func list(_ page: ListPage, resource: ServedResource) -> [UInt8] {
        var metadata = KubeProtoListMeta()
        metadata.selfLink = ""
        metadata.resourceVersion = String(page.revision)
        metadata.continue = page.next
        if page.remaining > 0 { metadata.remainingItemCount = Int64(page.remaining) }
        let head: [UInt8] = (try? metadata.serializedBytes()) ?? []
        let items = page.objects.map { $0.protobuf() ?? [] }
        var raw: [UInt8] = []
        raw.reserveCapacity(items.reduce(head.count + 16) { $0 + $1.count + 8 })
        append(field: 1, head, to: &raw)
        for item in items { append(field: 2, item, to: &raw) }

        var type = KubeProtoTypeMeta()
        type.apiVersion = resource.apiVersion
        type.kind = resource.listKind
        var result = magic
        result.reserveCapacity(raw.count + 64)
        append(field: 1, (try? type.serializedBytes()) ?? [], to: &result)
        append(field: 2, raw, to: &result)
        append(field: 3, [], to: &result)
        append(field: 4, [], to: &result)
        return result
    }

    /// One event of a watch: a length of four bytes and a WatchEvent that holds the enveloped object.
    static func watchFrame(type: String, object: [UInt8]) -> [UInt8] {
        var event = KubeProtoWatchEvent()
        event.type = type
        event.object.raw = Data(object)
        let bytes: [UInt8] = (try? event.serializedBytes()) ?? []
        let count = UInt32(bytes.count)
        return [UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)] + bytes
    }

    private static func append(field: UInt8, _ content: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(field << 3 | 2)
        var length = content.count
        while length >= 0x80 {
            bytes.append(UInt8(length & 0x7f | 0x80))
            length >>= 7
        }
        bytes.append(UInt8(length))
        bytes.append(contentsOf: content)
    }

    // MARK: Reading

    /// An object out of its envelope.
    /// - Throws: a 400 or 415 for what is no such object.
    static func object(_ bytes: [UInt8]) throws(APIStatus) -> Value {
        guard bytes.starts(with: magic) else {
            throw .badRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
        }
        do {
            let unknown = try KubeProtoUnknown(serializedBytes: Data(bytes.dropFirst(magic.count)))
            let raw = unknown.raw
            var value: Value
            switch unknown.typeMeta.kind {
            case "Secret": value = try KubeProtoSecret(serializedBytes: raw).value
            case "ConfigMap": value = try KubeProtoConfigMap(serializedBytes: raw).value
            case "DeleteOptions": value = try KubeProtoDeleteOptions(serializedBytes: raw).value
            default:
                let kind = GroupVersionKind(apiVersion: unknown.typeMeta.apiVersion, kind: unknown.typeMeta.kind)
                guard let found = try TypedProtobuf.object(Array(raw), kind: kind) else {
                    throw APIStatus.unsupportedMediaType(accepted: ["application/json", "application/yaml"])
                }
                value = found
            }
            value["apiVersion"] = .string(unknown.typeMeta.apiVersion)
            value["kind"] = .string(unknown.typeMeta.kind)
            return value
        } catch let status as APIStatus {
            throw status
        } catch {
            throw .badRequest(
                "unable to decode protobuf: \((error as? TypedProtobuf.Malformed)?.message ?? "\(error)")")
        }
    }
}
