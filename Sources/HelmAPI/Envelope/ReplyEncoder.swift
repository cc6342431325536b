internal import HTTPTypes
internal import Hummingbird
internal import HelmValues
internal import NIOCore

/// Puts replies and failures into the envelope `{"code","data","error"}`.
struct ReplyEncoder: Sendable {
    /// True statuses on failures, instead of 200.
    let showsStatus: Bool

    private static let json = "application/json; charset=utf-8"
    private static let errorHeader = HTTPField.Name("X-Helm-Error")

    func response(to reply: Reply) -> Response {
        switch reply {
        case .text(let text):
            return response(.ok, type: "text/plain; charset=utf-8", Array(text.utf8))
        case .file(let name, let type, let bytes):
            var response = response(.ok, type: type, bytes)
            response.headers[.contentDisposition] = Self.attachment(name)
            return response
        case .resource(let resource, let part): return resource.response(part)
        case .headed(let reply, let name, let value):
            var response = response(to: reply)
            if let field = HTTPField.Name(name) { response.headers[field] = value }
            return response
        case .done:
            return response(.ok, type: Self.json, Array(#"{"code":0}"#.utf8))
        case .data(let write):
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("code")
            writer.int(0)
            writer.key("data")
            write(&writer)
            writer.endObject()
            return response(.ok, type: Self.json, writer.bytes)
        }
    }

    func response(to error: APIError) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("code")
        writer.int(1)
        if !error.explanation.isEmpty {
            writer.key("data")
            writer.value(["explanation": .list(error.explanation.map { .string($0) })])
        }
        writer.key("error")
        writer.string(error.message)
        writer.endObject()
        let isTrueStatus = showsStatus || error.code.isAlwaysShown || error.hasTrueStatus
        var response = response(isTrueStatus ? error.code.status : .ok, type: Self.json, writer.bytes)
        if let name = Self.errorHeader { response.headers[name] = error.code.rawValue }
        if !error.allowedMethods.isEmpty {
            response.headers[.allow] = error.allowedMethods.map(\.rawValue).joined(separator: ", ")
        }
        return response
    }

    /// RFC 6266: the name in plain letters, and as it is.
    private static func attachment(_ name: String) -> String {
        func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        let plain = String(decoding: name.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        let hexadecimal = name.utf8.map { byte in
            isPlain(byte)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(hexadecimal.joined())"
    }

    private func response(_ status: HTTPResponse.Status, type: String, _ bytes: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
