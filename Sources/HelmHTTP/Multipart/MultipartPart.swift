/// What stands before the content of one part of a form.
public struct MultipartPart: Sendable, Equatable {
    /// The field's name; empty where the part names none.
    public let name: String
    /// A file's name as the client has it, perhaps with a path; nil for a plain field.
    public let fileName: String?

    /// Reads the lines before the blank one. What says nothing of a form's field has an empty name.
    init(header: ArraySlice<UInt8>) {
        let disposition = Self.value(of: "content-disposition", in: header).flatMap(MediaType.init)
        guard let disposition, disposition.type == "form-data" else {
            (name, fileName) = ("", nil)
            return
        }
        name = disposition["name"] ?? ""
        fileName = disposition["filename"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func value(of name: String, in header: ArraySlice<UInt8>) -> String? {
        var text: [UInt8]?
        for line in lines(header) {
            // A line that begins with a space goes on with the one before.
            if let first = line.first, first == 0x20 || first == 0x09 {
                text? += line
                continue
            }
            if text != nil { break }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            guard String(decoding: line[..<colon], as: UTF8.self).lowercased() == name else { continue }
            text = Array(line[(colon + 1)...])
        }
        return text.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func lines(_ header: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        header.split(separator: UInt8(ascii: "\n")).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    }
}

/// Why a form cannot be read, in Go's words.
public struct MultipartError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// It ends before its last boundary.
        case truncated
        /// A part's header, or their number, is beyond all reason.
        case tooLarge
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
