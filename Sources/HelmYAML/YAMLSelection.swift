/// Which keys of a document's maps a reader wants. The rest is read for its errors only.
///
/// Keys match in any case, as Go's encoding/json matches a struct's fields.
public struct YAMLSelection: Sendable {
    private let keys: [(key: [UInt8], inner: YAMLSelection?)]

    /// - Parameter keys: each with what is wanted of the map under it; nil keeps all of the value.
    public init(_ keys: KeyValuePairs<String, YAMLSelection?>) {
        self.keys = keys.map { (key: $0.key.utf8.map(Self.lowercased), inner: $0.value) }
    }

    enum Answer {
        case skip
        case keep(YAMLSelection?)
    }

    /// What becomes of a key's value. A key that is not ASCII is kept: another writing of a letter may still match.
    func answer(_ key: String) -> Answer {
        var key = key
        return key.withUTF8 { bytes in
            for candidate in keys where Self.equal(candidate.key, bytes) { return .keep(candidate.inner) }
            return bytes.contains { $0 >= 0x80 } ? .keep(nil) : .skip
        }
    }

    private static func equal(_ wanted: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard wanted.count == bytes.count else { return false }
        for index in bytes.indices where wanted[index] != lowercased(bytes[index]) { return false }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 0x20 : byte }
}
