internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import HelmTemplate
internal import X509

/// A private key of one of the kinds that templates can make or bring. DSA, which Go has too, is not among them.
enum PrivateKey {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    static func generatedRSA(bits: Int) throws -> PrivateKey {
        do {
            return .rsa(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)))
        } catch {
            throw FunctionError("error generating rsa key: \(error)")
        }
    }

    /// Sprig: crypto.go, parsePrivateKeyPEM.
    init(pem: [UInt8]) throws {
        guard let block = PEMBlock(pem) else { throw FunctionError("no PEM data in input") }
        let bytes = block.bytes
        guard block.type.hasSuffix("PRIVATE KEY") else {
            throw FunctionError("no private key data in PEM block of type \(block.type)")
        }
        switch block.type {
        case "PRIVATE KEY":
            guard let key = Self.elliptic(bytes) ?? Self.edwards(bytes) ?? Self.rsa(bytes) else {
                throw FunctionError("decoding PEM as PKCS#8: x509: failed to parse private key")
            }
            self = key
        case "RSA PRIVATE KEY":
            guard let key = Self.rsa(bytes) else {
                throw FunctionError("parsing RSA private key from PEM: x509: failed to parse private key")
            }
            self = key
        case "EC PRIVATE KEY":
            guard let key = Self.elliptic(bytes) else {
                throw FunctionError("parsing EC private key from PEM: x509: failed to parse EC private key")
            }
            self = key
        default:
            throw FunctionError("invalid private key type \(block.type.dropLast(" PRIVATE KEY".count))")
        }
    }

    private static func rsa(_ bytes: [UInt8]) -> PrivateKey? {
        (try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: bytes)).map { .rsa($0) }
    }

    private static func elliptic(_ bytes: [UInt8]) -> PrivateKey? {
        if let key = try? P256.Signing.PrivateKey(derRepresentation: bytes) { return .p256(key) }
        if let key = try? P384.Signing.PrivateKey(derRepresentation: bytes) { return .p384(key) }
        if let key = try? P521.Signing.PrivateKey(derRepresentation: bytes) { return .p521(key) }
        return nil
    }

    private static let edwardsPrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    private static func edwards(_ bytes: [UInt8]) -> PrivateKey? {
        // The short form of PKCS #8 is the only one for these keys that Go writes; others may have a public key behind.
        guard bytes.count >= 48, bytes[2..<16].elementsEqual(edwardsPrefix[2...]) else { return nil }
        return (try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes[16..<48])).map { .ed25519($0) }
    }

    var certificateKey: Certificate.PrivateKey {
        switch self {
        case .rsa(let key): .init(key)
        case .p256(let key): .init(key)
        case .p384(let key): .init(key)
        case .p521(let key): .init(key)
        case .ed25519(let key): .init(key)
        }
    }

    /// As Sprig writes keys: PKCS #1 for RSA, SEC 1 for curves, PKCS #8 for the rest.
    var pem: String {
        switch self {
        case .rsa(let key):
            PEMBlock(type: "RSA PRIVATE KEY", bytes: Array(key.derRepresentation)).text
        case .p256(let key):
            Self.curvePEM(key.rawRepresentation, key.publicKey.x963Representation, [42, 134, 72, 206, 61, 3, 1, 7])
        case .p384(let key):
            Self.curvePEM(key.rawRepresentation, key.publicKey.x963Representation, [43, 129, 4, 0, 34])
        case .p521(let key):
            Self.curvePEM(key.rawRepresentation, key.publicKey.x963Representation, [43, 129, 4, 0, 35])
        case .ed25519(let key):
            PEMBlock(type: "PRIVATE KEY", bytes: Self.edwardsPrefix + Array(key.rawRepresentation)).text
        }
    }

    /// RFC 5915: version, key, [0] curve, [1] public key.
    private static func curvePEM(_ key: Data, _ publicKey: Data, _ curve: [UInt8]) -> String {
        let content =
            [0x02, 0x01, 0x01] + der(0x04, Array(key)) + der(0xA0, der(0x06, curve))
            + der(0xA1, der(0x03, [0] + Array(publicKey)))
        return PEMBlock(type: "EC PRIVATE KEY", bytes: der(0x30, content)).text
    }

    private static func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 128
            ? [UInt8(count)] : count < 256 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 255)]
        return [tag] + length + content
    }
}
