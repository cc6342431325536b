internal import HelmValues

/// Helm's rules for the texts of an entry.
enum EntryText {
    /// White space becomes a space, what cannot be printed goes.
    // Helm: chart/v2/metadata.go, sanitizeString
    static func sanitized(_ text: [UInt8]) -> [UInt8] {
        isPlain(text) ? text : cleaned(text[...])
    }

    static func sanitize(_ text: inout [UInt8]) {
        if !isPlain(text) { text = cleaned(text[...]) }
    }

    static func isPlain(_ text: some Sequence<UInt8>) -> Bool { text.allSatisfy { $0 >= 0x20 && $0 < 0x7f } }

    static func cleaned(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.properties.isWhitespace {
                result.append(0x20)
            } else if GoQuote.isPrintable(scalar) {
                result.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
        return result
    }

    /// As Go's `%q` has it, cut when it is long.
    static func quoted(_ text: [UInt8]) -> String { GoQuote.quoted(shown(text)) }

    /// The text for an error, cut when it is long.
    static func shown(_ text: [UInt8]) -> String {
        let limit = 200
        let text = String(decoding: text.prefix(limit * 4), as: UTF8.self)
        let shown = text.unicodeScalars.prefix(limit)
        return shown.endIndex == text.unicodeScalars.endIndex ? text : String(String.UnicodeScalarView(shown)) + "…"
    }

    static func isAliasByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// What is wrong with an entry's identity; nil when nothing is. The texts are cleaned already.
    static func fault(name: [UInt8], version: [UInt8], order: SemanticVersion?, type: [UInt8]) -> String? {
        if name.isEmpty { return "chart.metadata.name is required" }
        if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) {
            return "chart.metadata.name \(quoted(name)) is not allowed"
        }
        if name.contains(UInt8(ascii: "/")) { return "chart.metadata.name \(quoted(name)) is invalid" }
        if version.isEmpty { return "chart.metadata.version is required" }
        if order == nil { return "chart.metadata.version \(quoted(version)) is invalid" }
        if !type.isEmpty, !type.elementsEqual("application".utf8), !type.elementsEqual("library".utf8) {
            return "chart.metadata.type must be application or library"
        }
        return nil
    }
}
