internal import HTTPTypes
internal import HelmActions
internal import Hummingbird
internal import NIOCore

/// Something outside of the envelope that a client may keep, and ask whether it is still the same.
struct Resource: Sendable {
    enum Content: Sendable {
        case bytes([UInt8])
        case file(RepositoryFile)
    }

    /// What a client gets of it.
    enum Part: Sendable {
        case whole
        /// That it is what the client has.
        case unchanged
    }

    let type: String
    /// As in the header `ETag`.
    let tag: String
    let content: Content

    func response(_ part: Part) -> Response {
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "no-cache"]
        if part == .unchanged { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = type
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: .ok, headers: headers, body: body)
    }

    private var body: ResponseBody {
        switch content {
        case .bytes(let bytes): return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .file(let file):
            return ResponseBody(contentLength: file.size) { writer in
                var offset = 0
                while offset < file.size {
                    let piece = try await file.piece(at: offset)
                    offset += piece.count
                    try await writer.write(ByteBuffer(bytes: piece))
                }
                try await writer.finish(nil)
            }
        }
    }
}
