internal import HelmValues

/// Texts that `tpl` was given before, parsed.
struct TextCache {
    private static let maximumTexts = 1000
    /// Parsed, a text takes some thirty times its length.
    private static let maximumBytes = 1 << 20

    private var texts: [String: (text: String, templates: [ParsedTemplate])] = [:]
    private var bytes = 0

    subscript(text: String) -> [ParsedTemplate]? {
        // To Swift, an accent in two spellings is one key; to Go it is not.
        guard let known = texts[text], bytesEqual(known.text, text) else { return nil }
        return known.templates
    }

    mutating func keep(_ templates: [ParsedTemplate], of text: String) {
        guard texts.count < Self.maximumTexts, bytes + text.utf8.count <= Self.maximumBytes else { return }
        bytes += text.utf8.count
        texts[text] = (text, templates)
    }
}
