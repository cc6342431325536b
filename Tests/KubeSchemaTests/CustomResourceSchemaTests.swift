import HelmValues
import KubeSchema
import Testing

@Suite struct CustomResourceSchemaTests {
    private func type(_ text: String) throws -> SchemaType {
        .customResource(schema: try JSON.parse(text), kind: "Widget")
    }

    @Test func readsFieldsListsAndMaps() throws {
        let type = try type(
            """
            {"type":"object","properties":{"spec":{"type":"object","required":["size"],"properties":{
              "size":{"type":"integer","format":"int32"},
              "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                "items":{"type":"object","properties":{"name":{"type":"string"},"zone":{"type":"string","default":"a"}}}},
              "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
              "plain":{"type":"array","items":{"type":"string"}},
              "labels":{"type":"object","additionalProperties":{"type":"string"}},
              "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}
            """)
        guard case .object(let root) = type, case .object(let spec)? = root.field("spec")?.type,
            case .list(let parts)? = spec.field("parts")?.type, case .object(let part) = parts.element,
            case .list(let tags)? = spec.field("tags")?.type, case .list(let plain)? = spec.field("plain")?.type,
            case .map(let labels)? = spec.field("labels")?.type, case .untyped? = spec.field("open")?.type,
            case .object(let metadata)? = root.field("metadata")?.type
        else {
            Issue.record("types differ")
            return
        }
        #expect(spec.required == ["size"])
        #expect(parts.identity == .map(keys: ["name"]))
        #expect(part.field("zone")?.keyDefault == "a")
        #expect(tags.identity == .set)
        #expect(plain.identity == .atomic)
        #expect(!labels.isAtomic)
        #expect(metadata.name.hasSuffix(".ObjectMeta"))
    }

    @Test func isOpenWithoutASchema() throws {
        guard case .untyped = SchemaType.customResource(schema: nil, kind: "Widget") else {
            Issue.record("a schema out of nothing")
            return
        }
        guard case .object(let root) = try type(#"{"type":"object","x-kubernetes-preserve-unknown-fields":true}"#)
        else {
            Issue.record("no object")
            return
        }
        #expect(root.preservesUnknownFields)
    }

    @Test func endsAtTooDeepSchemas() throws {
        var schema: Value = ["type": "string"]
        for _ in 0..<2000 { schema = ["type": "array", "items": schema] }
        var type = SchemaType.customResource(schema: ["type": "object", "properties": ["a": schema]], kind: "Widget")
        guard case .object(let root) = type, let field = root.field("a") else {
            Issue.record("no object")
            return
        }
        type = field.type
        var depth = 0
        while case .list(let list) = type {
            type = list.element
            depth += 1
        }
        #expect(depth < 200)
    }
}
