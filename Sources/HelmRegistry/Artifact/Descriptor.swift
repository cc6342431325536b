internal import HelmValues

/// What a manifest says of one piece of content.
struct Descriptor: Sendable, Equatable {
    let mediaType: String
    let digest: ContentDigest
    let size: Int

    init(mediaType: String, content: [UInt8]) {
        self.mediaType = mediaType
        digest = ContentDigest(sha256Of: content)
        size = content.count
    }

    /// - Throws: code `corrupted`.
    init(_ value: Value) throws(RegistryError) {
        mediaType = value["mediaType"]?.stringValue ?? ""
        do throws(RegistryError) {
            digest = try ContentDigest(value["digest"]?.stringValue ?? "")
        } catch {
            throw RegistryError(.corrupted, "invalid manifest: invalid digest: \(error.message)")
        }
        guard let size = value["size"]?.intValue, size >= 0 else {
            throw RegistryError(.corrupted, "invalid descriptor size")
        }
        self.size = size
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("mediaType")
        writer.string(mediaType)
        writer.key("digest")
        writer.string(digest.text)
        writer.key("size")
        writer.int(size)
        writer.endObject()
    }

    /// Whether `content` is what this describes.
    /// - Throws: code `corrupted` in oras' words.
    func verify(_ content: [UInt8]) throws(RegistryError) {
        guard content.count >= size else {
            throw RegistryError(
                .corrupted,
                "read failed: expected content size of \(size), got \(content.count), for digest \(digest): "
                    + "unexpected EOF")
        }
        guard content.count == size else { throw RegistryError(.corrupted, "trailing data") }
        guard digest.matches(content) else { throw .mismatchedDigest }
    }
}
