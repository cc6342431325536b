internal import HelmValues

/// PEM blocks as Go's `encoding/pem` reads and writes them.
struct PEMBlock {
    let type: String
    let bytes: [UInt8]

    init(type: String, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    /// The first block of a text, nil when there is none.
    init?(_ text: [UInt8]) {
        let (begin, dashes) = (Array("-----BEGIN ".utf8), Array("-----".utf8))
        guard let start = ByteText.index(of: begin, in: text),
            let typeEnd = ByteText.index(of: dashes, in: text, from: start + begin.count)
        else { return nil }
        type = String(decoding: text[(start + begin.count)..<typeEnd], as: UTF8.self)
        let closing = Array("-----END \(type)-----".utf8)
        guard let end = ByteText.index(of: closing, in: text, from: typeEnd + dashes.count) else { return nil }
        // Headers, which end with an empty line, have a colon; base64 has none.
        let lines = text[(typeEnd + dashes.count)..<end].split(separator: 10).filter { !$0.contains(UInt8(ascii: ":")) }
        let body = lines.flatMap { line in line.filter { $0 != 32 && $0 != 9 } }
        guard let bytes = Base64.decode(body) else { return nil }
        self.bytes = bytes
    }

    /// In lines of 64 characters.
    var text: String {
        let encoded = String(decoding: Base64.encode(bytes), as: UTF8.self)
        var text = "-----BEGIN \(type)-----\n"
        var rest = encoded[...]
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(type)-----\n"
    }
}
