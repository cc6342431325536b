internal import HelmTemplate

/// A regular expression in Go's syntax, for what is no template: filters of lists.
public struct TextPattern: Sendable {
    private let regex: Regex

    /// - Throws: ``PatternError`` in the words of Go's regexp package.
    public init(_ pattern: String) throws(PatternError) {
        do {
            regex = try Regex(Array(pattern.utf8))
        } catch {
            throw PatternError(message: (error as? FunctionError)?.message ?? "\(error)")
        }
    }

    /// Whether some part of `text` matches.
    public func matches(_ text: String) -> Bool {
        regex.withSearch(Array(text.utf8)) { $0(0) != nil }
    }
}

/// What is wrong with a pattern.
public struct PatternError: Error, Sendable {
    public let message: String
}
