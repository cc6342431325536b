/// A regular expression in Go's syntax, for what is no template: filters of lists.
public struct TextPattern: Sendable {
    private let regex: Regex

    /// - Throws: an error whose description is in the words of Go's regexp package.
    public init(_ pattern: String) throws {
        regex = try Regex(Array(pattern.utf8))
    }

    /// Whether some part of `text` matches.
    public func matches(_ text: String) -> Bool {
        regex.withSearch(Array(text.utf8)) { $0(0) != nil }
    }
}
