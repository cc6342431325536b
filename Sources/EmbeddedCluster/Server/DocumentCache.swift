import HelmValues
import Synchronization

/// Documents that are made on first request and then kept: discovery and OpenAPI.
final class DocumentCache: Sendable {
    struct Document: Sendable {
        let bytes: [UInt8]
        let contentType: String
        let entityTag: String
    }

    private let documents = Mutex<[String: Document]>([:])

    /// The document named `key`, made by `make` where it is not known yet.
    func document(_ key: String, contentType: String, make: () -> [UInt8]) -> Document {
        if let known = documents.withLock({ $0[key] }) { return known }
        let bytes = make()
        let document = Document(
            bytes: bytes, contentType: contentType, entityTag: "\"\(Self.hash(bytes))\""
        )
        documents.withLock { $0[key] = document }
        return document
    }

    /// Forgets everything, because what is served has changed.
    func clear() {
        documents.withLock { $0 = [:] }
    }

    /// FNV-1a: names content, protects nothing.
    static func hash(_ bytes: some Sequence<UInt8>) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let text = String(hash, radix: 16, uppercase: true)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
