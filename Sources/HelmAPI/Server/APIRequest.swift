internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HelmValues
internal import NIOCore

/// One request as a handler sees it: path parameters, query, headers and the bounded body.
struct APIRequest {
    /// The largest JSON body, in bytes: values texts are large, but nobody sends more by hand.
    static let maxJSONBytes = 8 << 20

    let request: Request
    let context: APIContext
    private let parameters: QueryParameters

    init(request: Request, context: APIContext) {
        self.request = request
        self.context = context
        parameters = QueryParameters(request.uri.query ?? "")
    }

    /// A `:name` of the route, decoded.
    func path(_ name: String) -> String {
        let raw = context.parameters.get(name) ?? ""
        return raw.removingPercentEncoding ?? raw
    }

    /// A query parameter, decoded; nil when it is absent. Of several the first counts.
    func query(_ name: String) -> String? { parameters[name] }

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    /// Whether the caller names this media type as what it takes, and not JSON besides, which is every reply's type.
    func prefers(_ type: String) -> Bool {
        let types = headers("Accept").joined(separator: ",").split(separator: ",").map { entry in
            (entry.split(separator: ";").first ?? "").trimmingCharacters(in: .whitespaces).lowercased()
        }
        return types.contains(type) && !types.contains("application/json")
    }

    /// Every value of a header that may come several times.
    func headers(_ name: String) -> [String] {
        HTTPField.Name(name).map { request.headers[values: $0] } ?? []
    }

    /// The whole body.
    /// - Throws: ``APIError`` with code `.payloadTooLarge` past `limit` bytes.
    func body(limit: Int) async throws -> [UInt8] {
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError(.payloadTooLarge, "http: request body too large: the limit is \(limit) bytes")
        }
    }

    /// The options of a JSON body; an empty body and `null` are no options at all.
    /// - Throws: ``APIError`` in Go's words for bad JSON.
    func options(_ structName: String) async throws -> OptionReader {
        let bytes = try await body(limit: Self.maxJSONBytes)
        if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0d).contains($0) }) {
            return OptionReader([:], structName: structName)
        }
        let value: Value
        do throws(JSONError) {
            value = try JSON.parse(bytes)
        } catch {
            // A decoder of a stream says so; the parser of a whole text has other words.
            throw APIError(.badRequest, error.code == .unexpectedEnd ? "unexpected EOF" : error.message)
        }
        switch value {
        case .null: return OptionReader([:], structName: structName)
        case .map(let map): return OptionReader(map, structName: structName)
        default:
            let kind = value.jsonKind
            throw APIError(.badRequest, "json: cannot unmarshal \(kind) into Go value of type main.\(structName)")
        }
    }
}
