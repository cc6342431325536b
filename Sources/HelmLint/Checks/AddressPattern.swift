internal import CRE2

/// A pattern that whole texts match, in linear time.
///
/// Owns the C object, which matching does not change; no pointer leaves this file.
final class AddressPattern: @unchecked Sendable {
    private let regex: OpaquePointer?

    init(_ pattern: String) {
        var pattern = "^(?:\(pattern))$"
        regex = pattern.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, false) }
        }
    }

    deinit { if let regex { cre2_free(regex) } }

    func matches(_ text: String) -> Bool {
        guard let regex, cre2_error(regex) == nil else { return false }
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_match(regex, $0.baseAddress, $0.count, 0, nil, 0) }
        }
    }
}
