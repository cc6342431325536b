/// One part of a multipart/form-data body.
struct MultipartPart {
    let name: String
    let fileName: String?
    let content: ArraySlice<UInt8>
}

/// Takes a multipart/form-data body apart (RFC 7578). The body is in memory already, bounded by its reader.
struct Multipart {
    /// The boundary that a Content-Type names; nil when the type is not multipart/form-data or names none.
    static func boundary(contentType: String) -> String? {
        let fields = contentType.split(separator: ";").map { $0.trimmingSpaces() }
        guard fields.first?.lowercased() == "multipart/form-data" else { return nil }
        return fields.dropFirst().lazy.compactMap { parameter($0, named: "boundary") }.first
    }

    /// The parts in order; what is malformed ends the list.
    static func parts(of body: [UInt8], boundary: String) -> [MultipartPart] {
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [MultipartPart] = []
        guard var cursor = find(delimiter, in: body[...]).map({ $0 + delimiter.count }) else { return [] }
        while body[cursor...].starts(with: "\r\n".utf8) {
            cursor += 2
            guard let end = find(Array("\r\n".utf8) + delimiter, in: body[cursor...]) else { break }
            if let part = part(in: body[cursor..<end]) { parts.append(part) }
            cursor = end + 2 + delimiter.count
        }
        return parts
    }

    private static func part(in bytes: ArraySlice<UInt8>) -> MultipartPart? {
        guard let blank = find(Array("\r\n\r\n".utf8), in: bytes) else { return nil }
        let headers = String(decoding: bytes[bytes.startIndex..<blank], as: UTF8.self)
        let disposition = headers.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition else { return nil }
        let fields = splitParameters(disposition)
        guard let name = fields.lazy.compactMap({ parameter($0, named: "name") }).first else { return nil }
        return MultipartPart(
            name: name,
            fileName: fields.lazy.compactMap { parameter($0, named: "filename") }.first,
            content: bytes[(blank + 4)...]
        )
    }

    /// Splits at `;`, but not inside quotes.
    private static func splitParameters(_ header: Substring) -> [Substring] {
        var isQuoted = false
        return header.split(whereSeparator: { character in
            if character == "\"" { isQuoted.toggle() }
            return character == ";" && !isQuoted
        }).map { $0.trimmingSpaces() }
    }

    private static func parameter(_ field: Substring, named name: String) -> String? {
        guard let equals = field.firstIndex(of: "="), field[..<equals].trimmingSpaces().lowercased() == name else {
            return nil
        }
        let value = field[field.index(after: equals)...]
        guard value.count >= 2, value.first == "\"", value.last == "\"" else { return String(value) }
        return String(value.dropFirst().dropLast())
    }

    private static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = needle.first, bytes.count >= needle.count else { return nil }
        var index = bytes.startIndex
        let last = bytes.endIndex - needle.count
        while index <= last, let candidate = bytes[index...last].firstIndex(of: first) {
            if bytes[candidate..<(candidate + needle.count)].elementsEqual(needle) { return candidate }
            index = candidate + 1
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var result = self
        while let first = result.first, first == " " || first == "\t" { result.removeFirst() }
        while let last = result.last, last == " " || last == "\t" { result.removeLast() }
        return result
    }
}
