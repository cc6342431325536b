internal import Crypto
internal import HelmTemplate

/// Checksums. Sprig: crypto.go.
enum Hashes {
    static let family: FunctionFamily = [
        "sha1sum": .text { Encoding.hex(Insecure.SHA1.hash(data: $0)) },
        "sha256sum": .text { Encoding.hex(SHA256.hash(data: $0)) },
        "sha512sum": .text { Encoding.hex(SHA512.hash(data: $0)) },
        "adler32sum": .text { text in
            var (low, high): (UInt32, UInt32) = (1, 0)
            for byte in text {
                low = (low + UInt32(byte)) % 65_521
                high = (high + low) % 65_521
            }
            return Array(String(high << 16 | low).utf8)
        },
    ]
}
