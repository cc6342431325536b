internal import HelmHTTP

/// A multipart/form-data body that is in memory already, bounded by its reader.
struct Multipart {
    struct Part {
        let name: String
        let fileName: String?
        fileprivate(set) var content: ArraySlice<UInt8>
    }

    /// The boundary that a Content-Type names; nil when the type is not multipart/form-data or names none.
    static func boundary(contentType: String) -> String? {
        guard let type = MediaType(contentType), type.type == "multipart/form-data" else { return nil }
        return type["boundary"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The parts in order.
    static func parts(of body: [UInt8], boundary: String) throws(APIError) -> [Part] {
        var reader = MultipartReader(boundary: boundary)
        var parts: [Part] = []
        do throws(MultipartError) {
            for event in try reader.push(body) {
                switch event {
                case .part(let part): parts.append(Part(name: part.name, fileName: part.fileName, content: []))
                // The whole body is one piece, so a part's content seldom comes in more than one.
                case .data(let bytes):
                    guard let last = parts.indices.last else { continue }
                    if parts[last].content.isEmpty { parts[last].content = bytes } else { parts[last].content += bytes }
                case .partEnd: continue
                }
            }
            try reader.finish()
        } catch {
            throw APIError(error.code == .tooLarge ? .payloadTooLarge : .badRequest, error.message)
        }
        return parts
    }
}
