internal import Crypto

/// `sha256:…` and its like: what content is known by.
///
/// Go: opencontainers/go-digest, Parse
public struct ContentDigest: Sendable, Hashable, CustomStringConvertible {
    private enum Algorithm: Sendable, Hashable {
        case sha256, sha384, sha512

        init?(_ name: some StringProtocol) {
            switch name {
            case "sha256": self = .sha256
            case "sha384": self = .sha384
            case "sha512": self = .sha512
            default: return nil
            }
        }

        var length: Int {
            switch self {
            case .sha256: 64
            case .sha384: 96
            case .sha512: 128
            }
        }
    }

    /// `algorithm:hex`.
    public let text: String
    private let algorithm: Algorithm

    /// - Throws: the reason in Go's words, code `invalid`.
    public init(_ text: String) throws(RegistryError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw Self.badFormat }
        guard let algorithm = Algorithm(parts[0]) else {
            throw Self.isWellFormed(parts[0], parts[1])
                ? RegistryError(.invalid, "unsupported digest algorithm") : Self.badFormat
        }
        guard parts[1].utf8.count == algorithm.length else {
            throw RegistryError(.invalid, "invalid checksum digest length")
        }
        guard parts[1].utf8.allSatisfy({ $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }) else {
            throw Self.badFormat
        }
        self.text = text
        self.algorithm = algorithm
    }

    /// The digest by which registries know `content`.
    public init(sha256Of content: [UInt8]) {
        text = "sha256:" + Self.hex(SHA256.hash(data: content))
        algorithm = .sha256
    }

    public func matches(_ content: [UInt8]) -> Bool {
        let hex =
            switch algorithm {
            case .sha256: Self.hex(SHA256.hash(data: content))
            case .sha384: Self.hex(SHA384.hash(data: content))
            case .sha512: Self.hex(SHA512.hash(data: content))
            }
        return text.utf8.dropFirst(text.utf8.count - algorithm.length).elementsEqual(hex.utf8)
    }

    public var description: String { text }

    private static let badFormat = RegistryError(.invalid, "invalid checksum digest format")

    /// `[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+`
    private static func isWellFormed(_ algorithm: Substring, _ encoded: Substring) -> Bool {
        var wasLetter = false
        for byte in algorithm.utf8 {
            let isLetter = byte.isDigit || byte.isLowercase
            guard isLetter || wasLetter && ".+_-".utf8.contains(byte) else { return false }
            wasLetter = isLetter
        }
        return wasLetter && encoded.utf8.allSatisfy { $0.isDigit || $0.isLetter || "=_-".utf8.contains($0) }
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isLetter: Bool { isLowercase || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
