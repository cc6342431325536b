internal import CRE2
internal import HelmChart

/// A regular expression to search with, in Go's syntax and linear time.
///
/// Owns the C object; no pointer leaves this file.
final class SearchPattern {
    private static let maximumLength = 64 << 10

    private let regex: OpaquePointer

    init(_ pattern: String) throws(RepositoryError) {
        guard pattern.utf8.count <= Self.maximumLength else {
            throw RepositoryError(.invalid, "the regular expression is longer than \(Self.maximumLength) bytes")
        }
        var pattern = pattern
        let compiled = pattern.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, false) }
        }
        guard let compiled else { throw RepositoryError(.invalid, "out of memory") }
        regex = compiled
        if cre2_error(compiled) != nil { throw RepositoryError(.invalid, RegexFault.goMessage(compiled)) }
    }

    deinit { cre2_free(regex) }

    /// Where the first match begins.
    func firstMatch(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var span = cre2_span()
        let isFound = text.withMemoryRebound(to: CChar.self) {
            cre2_match(regex, $0.baseAddress, $0.count, 0, &span, 1)
        }
        return isFound ? span.start : nil
    }
}
