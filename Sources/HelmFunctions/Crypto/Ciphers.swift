internal import Crypto
internal import CryptoExtras
internal import HelmTemplate

/// AES in CBC mode, the password itself as the key. Sprig: crypto.go.
enum Ciphers {
    static let family: FunctionFamily = [
        "encryptAES": TemplateFunction([.string, .string]) { arguments, call in
            let text = arguments[1].bytes
            if text.isEmpty { return .string("") }
            do {
                let start = call.environment.randomBytes(blockSize)
                let encrypted = try AES._CBC.encrypt(text, using: key(arguments[0].bytes), iv: .init(ivBytes: start))
                return .string(bytes: Encoding.base64(start + Array(encrypted)))
            } catch {
                throw FunctionError("encryption failed: \(error)")
            }
        },
        "decryptAES": .text2 { password, text in
            if text.isEmpty { return [] }
            return try decrypted(try Encoding.decodedBase64(text), password)
        },
    ]

    private static let blockSize = 16

    private static func key(_ password: [UInt8]) -> SymmetricKey {
        SymmetricKey(data: Array((password + [UInt8](repeating: 0, count: 32)).prefix(32)))
    }

    /// Go checks nothing: what was not made by `encryptAES` panics in one way or other.
    private static func decrypted(_ bytes: [UInt8], _ password: [UInt8]) throws -> [UInt8] {
        guard bytes.count >= blockSize else {
            throw FunctionError.panic(
                "runtime error: slice bounds out of range [:\(blockSize)] with capacity \(bytes.count)"
            )
        }
        if bytes.count % blockSize != 0 { throw FunctionError.panic("crypto/cipher: input not full blocks") }
        if bytes.count == blockSize { throw FunctionError.panic("runtime error: index out of range [-1]") }
        let start = try AES._CBC.IV(ivBytes: bytes.prefix(blockSize))
        let padded = Array(
            try AES._CBC.decrypt(bytes.dropFirst(blockSize), using: key(password), iv: start, noPadding: true)
        )
        let end = padded.count - Int(padded[padded.count - 1])
        if end < 0 { throw FunctionError.panic("runtime error: slice bounds out of range [:\(end)]") }
        return Array(padded[..<end])
    }
}
