import HelmValues
import SwiftProtobuf

/// The OpenAPI v2 document as gnostic's protobuf message, which kubectl and Helm ask for.
enum OpenAPIProtobuf {
    static let mediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

    /// - Parameter document: as ``OpenAPIDocuments/v2(_:)`` makes it.
    static func encoded(_ document: Value) -> [UInt8] {
        var message = OpenAPIProtoDocument()
        message.swagger = document["swagger"]?.stringValue ?? ""
        message.info.title = document["info"]?["title"]?.stringValue ?? ""
        message.info.version = document["info"]?["version"]?.stringValue ?? ""
        message.paths.path = (document["paths"]?.mapValue ?? [:]).map { entry in
            var item = OpenAPIProtoNamedPathItem()
            item.name = entry.key
            item.value = pathItem(entry.value)
            return item
        }
        message.definitions.additionalProperties = named(document["definitions"])
        let bytes: [UInt8]? = try? message.serializedBytes()
        return bytes ?? []
    }

    private static func pathItem(_ value: Value) -> OpenAPIProtoPathItem {
        var item = OpenAPIProtoPathItem()
        if let found = value["get"] { item.get = operation(found) }
        if let found = value["put"] { item.put = operation(found) }
        if let found = value["post"] { item.post = operation(found) }
        if let found = value["delete"] { item.delete = operation(found) }
        if let found = value["patch"] { item.patch = operation(found) }
        return item
    }

    private static func operation(_ value: Value) -> OpenAPIProtoOperation {
        var operation = OpenAPIProtoOperation()
        operation.operationID = value["operationId"]?.stringValue ?? ""
        operation.parameters = (value["parameters"]?.listValue ?? []).map { parameter in
            var item = OpenAPIProtoParametersItem()
            var query = OpenAPIProtoQueryParameterSubSchema()
            query.name = parameter["name"]?.stringValue ?? ""
            query.in = "query"
            query.type = parameter["type"]?.stringValue ?? ""
            item.parameter.nonBodyParameter.queryParameterSubSchema = query
            return item
        }
        operation.responses.responseCode = (value["responses"]?.mapValue ?? [:]).map { entry in
            var response = OpenAPIProtoNamedResponseValue()
            response.name = entry.key
            response.value.response.description_p = entry.value["description"]?.stringValue ?? ""
            return response
        }
        operation.vendorExtension = extensions(value)
        return operation
    }

    private static func named(_ schemas: Value?) -> [OpenAPIProtoNamedSchema] {
        (schemas?.mapValue ?? [:]).map { entry in
            var item = OpenAPIProtoNamedSchema()
            item.name = entry.key
            item.value = schema(entry.value)
            return item
        }
    }

    private static func schema(_ value: Value) -> OpenAPIProtoSchema {
        var schema = OpenAPIProtoSchema()
        schema.ref = value["$ref"]?.stringValue ?? ""
        schema.format = value["format"]?.stringValue ?? ""
        if let type = value["type"]?.stringValue { schema.type.value = [type] }
        schema.required = (value["required"]?.listValue ?? []).compactMap(\.stringValue)
        if let items = value["items"] { schema.items.schema = [Self.schema(items)] }
        if let values = value["additionalProperties"] { schema.additionalProperties.schema = Self.schema(values) }
        if value["properties"] != nil { schema.properties.additionalProperties = named(value["properties"]) }
        schema.vendorExtension = extensions(value)
        return schema
    }

    /// The `x-…` members; their values are YAML, of which JSON is a part.
    private static func extensions(_ value: Value) -> [OpenAPIProtoNamedAny] {
        (value.mapValue ?? [:]).filter { $0.key.hasPrefix("x-") }.map { entry in
            var item = OpenAPIProtoNamedAny()
            item.name = entry.key
            item.value.yaml = String(decoding: JSON.encode(entry.value), as: UTF8.self) + "\n"
            return item
        }
    }
}
