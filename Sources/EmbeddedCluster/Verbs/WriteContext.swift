import HelmValues
import KubeSchema

/// What the parameters of a writing request say.
struct WriteContext: Sendable {
    enum FieldValidation: String, Sendable {
        case strict = "Strict"
        case warn = "Warn"
        case ignore = "Ignore"
    }

    let resource: ServedResource
    /// Nil for cluster-scoped resources.
    let namespace: String?
    /// Empty, `status`, `scale` or another.
    let subresource: String
    var isDryRun = false
    var fieldValidation = FieldValidation.warn
    let manager: String
    let now: String

    var writer: ServerSideApply.Writer {
        .init(
            manager: manager, apiVersion: resource.apiVersion, subresource: subresource, time: now,
            hasStatusSubresource: resource.hasStatus
        )
    }

    init(_ request: APIRequest, _ target: RequestTarget) throws(APIStatus) {
        resource = target.resource
        namespace = target.resource.isNamespaced ? target.namespace : nil
        subresource = target.subresource ?? ""
        manager = request.fieldManager
        now = Timestamp.now()
        for value in request.query.all("dryRun") where !value.isEmpty {
            guard value == "All" else {
                throw .unprocessable(
                    "Options.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: \"\(value)\": supported values: \"All\""
                )
            }
            isDryRun = true
        }
        if let text = request.query["fieldValidation"], !text.isEmpty {
            guard let validation = FieldValidation(rawValue: text) else {
                throw .unprocessable(
                    "Options.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"\(text)\": supported values: \"Ignore\", \"Strict\", \"Warn\""
                )
            }
            fieldValidation = validation
        }
    }

    /// For changes that the cluster makes itself.
    init(resource: ServedResource, namespace: String?, subresource: String = "", manager: String) {
        self.resource = resource
        self.namespace = resource.isNamespaced ? namespace : nil
        self.subresource = subresource
        self.manager = manager
        now = Timestamp.now()
        fieldValidation = .ignore
    }
}

/// The objects in request bodies.
enum RequestBody {
    /// Reads an object.
    /// - Throws: a 400 or 415.
    static func object(_ request: APIRequest) throws(APIStatus) -> Value {
        let value: Value
        switch request.contentType {
        case "", "application/json": value = try json(request.body)
        case "application/yaml": value = try YAMLText.parsed(request.body)
        case ProtobufObjects.mediaType: value = try ProtobufObjects.object(request.body)
        default: throw .unsupportedMediaType(accepted: ReplyFormat.mediaTypes)
        }
        guard case .map = value else { throw .badRequest("couldn't get version/kind; json parse error: not an object") }
        return value
    }

    static func json(_ bytes: [UInt8]) throws(APIStatus) -> Value {
        do {
            let value = try JSON.parse(bytes)
            try checkDepth(value)
            return value
        } catch let error as JSONError {
            throw .badRequest("couldn't get version/kind; json parse error: \(error.message)")
        } catch let error as APIStatus {
            throw error
        } catch {
            throw .badRequest("couldn't get version/kind; json parse error")
        }
    }

    /// JSON for a patch, YAML (of which JSON is a part) for an apply.
    static func yamlOrJSON(_ bytes: [UInt8]) throws(APIStatus) -> Value {
        let first = bytes.first { $0 != 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 }
        let value = first == UInt8(ascii: "{") ? try json(bytes) : try YAMLText.parsed(bytes)
        try checkDepth(value)
        return value
    }

    /// Objects nested deeper than any real one would cost recursive code its stack.
    static func checkDepth(_ value: Value, limit: Int = 512) throws(APIStatus) {
        var level = [value]
        var depth = 0
        while !level.isEmpty {
            depth += 1
            if depth > limit { throw .badRequest("the object is nested deeper than \(limit) levels") }
            level = level.flatMap { value -> [Value] in
                switch value {
                case .list(let values): values.filter(\.isContainer)
                case .map(let map): map.values.filter(\.isContainer)
                default: []
                }
            }
        }
    }
}

extension Value {
    fileprivate var isContainer: Bool {
        switch self {
        case .list(let values): !values.isEmpty
        case .map(let map): !map.isEmpty
        default: false
        }
    }

    /// Without the members of maps that are null, which for the API server's structs are not there.
    var withoutNulls: Value {
        switch self {
        case .map(let map): .map(map.filter { !$0.value.isNull }.mapValues(\.withoutNulls))
        case .list(let values): .list(values.map(\.withoutNulls))
        default: self
        }
    }
}
