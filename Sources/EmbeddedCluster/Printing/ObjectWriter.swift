import HelmValues

/// Writes objects, lists and watch events in the form that a client asked for.
struct ObjectWriter: Sendable {
    let resource: ServedResource
    let format: ReplyFormat
    /// What a table carries of each object: `Metadata` (usual), `Object` or `None`.
    let includeObject: String?

    func object(_ object: StoredObject) -> APIReply {
        switch (format.shape, format.encoding) {
        case (.object, .json): .json(object.json(as: resource.apiVersion))
        case (.object, .protobuf):
            if let message = object.protobuf() {
                protobuf(ProtobufObjects.envelope(message, apiVersion: resource.apiVersion, kind: resource.kind))
            } else {
                .json(object.json(as: resource.apiVersion))
            }
        case (.object, .yaml): yaml(object.value(as: resource.apiVersion))
        case (.table(let version), _):
            .json(table(version).value(of: [object], list: ["resourceVersion": .string(String(object.revision))]))
        case (.metadata(let version), _): .json(Self.metadata(object, version: version, isListed: false))
        }
    }

    func list(_ page: ListPage) -> APIReply {
        switch (format.shape, format.encoding) {
        case (.object, .json):
            let apiVersion = resource.apiVersion
            return joined(page, kind: resource.listKind, apiVersion: apiVersion) { $0.json(as: apiVersion) }
        case (.object, .protobuf): return protobuf(ProtobufObjects.list(page, resource: resource))
        case (.object, .yaml):
            return yaml([
                "apiVersion": .string(resource.apiVersion), "kind": .string(resource.listKind),
                "metadata": .map(Self.listMetadata(page)),
                "items": .list(page.objects.map { $0.value(as: resource.apiVersion) }),
            ])
        case (.table(let version), _):
            return .json(table(version).value(of: page.objects, list: Self.listMetadata(page)))
        case (.metadata(let version), _):
            return joined(page, kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/\(version)") {
                JSON.encode(Self.metadata($0, version: version, isListed: true))
            }
        }
    }

    /// The bytes of one watch event's object.
    func watched(_ object: StoredObject, isFirst: Bool) -> [UInt8] {
        switch (format.shape, format.encoding) {
        case (.table(let version), _):
            JSON.encode(
                table(version).value(
                    of: [object], list: ["resourceVersion": .string(String(object.revision))], hasColumns: isFirst
                )
            )
        case (.metadata(let version), _): JSON.encode(Self.metadata(object, version: version, isListed: false))
        case (.object, .protobuf):
            object.protobuf().map {
                ProtobufObjects.envelope($0, apiVersion: resource.apiVersion, kind: resource.kind)
            } ?? []
        default: object.json(as: resource.apiVersion)
        }
    }

    /// A list put together from objects that are encoded already.
    private func joined(
        _ page: ListPage, kind: String, apiVersion: String, _ encoded: (StoredObject) -> [UInt8]
    ) -> APIReply {
        let head = JSON.encode([
            "kind": .string(kind), "apiVersion": .string(apiVersion), "metadata": .map(Self.listMetadata(page)),
        ])
        let items = page.objects.map(encoded)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.count + items.reduce(16) { $0 + $1.count + 1 })
        bytes.append(contentsOf: head.dropLast())
        bytes.append(contentsOf: ",\"items\":[".utf8)
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: item)
        }
        bytes.append(contentsOf: "]}".utf8)
        return .json(bytes)
    }

    private func table(_ version: String) -> TableWriter {
        TableWriter(resource: resource, version: version, includeObject: includeObject ?? "Metadata")
    }

    private func protobuf(_ bytes: [UInt8]) -> APIReply {
        APIReply(code: 200, contentType: ProtobufObjects.mediaType, body: .bytes(bytes))
    }

    private func yaml(_ value: Value) -> APIReply {
        APIReply(code: 200, contentType: "application/yaml", body: .bytes(YAMLText.encoded(value)))
    }

    static func listMetadata(_ page: ListPage) -> ValueMap {
        var map: ValueMap = ["resourceVersion": .string(String(page.revision))]
        if !page.next.isEmpty {
            map["continue"] = .string(page.next)
            map["remainingItemCount"] = .int(Int64(page.remaining))
        }
        return map
    }

    /// The object reduced to its metadata.
    static func metadata(_ object: StoredObject, version: String, isListed: Bool) -> Value {
        var map: ValueMap = ["metadata": object.metadata]
        map["kind"] = "PartialObjectMetadata"
        map["apiVersion"] = .string("meta.k8s.io/\(version)")
        return .map(map)
    }
}
