internal import CCrypt
internal import Crypto
internal import CryptoExtras
internal import HelmTemplate

/// Hashed and derived passwords. Sprig: crypto.go.
enum Passwords {
    static let family: FunctionFamily = [
        "bcrypt": TemplateFunction([.string]) { arguments, call in
            .string(bytes: try bcrypt(arguments[0].bytes, call))
        },
        "htpasswd": TemplateFunction([.string, .string]) { arguments, call in
            let user = arguments[0].bytes
            let colon = [UInt8(ascii: ":")]
            if ByteText.contains(user, colon) { return .string(bytes: Array("invalid username: ".utf8) + user) }
            return .string(bytes: user + colon + (try bcrypt(arguments[1].bytes, call)))
        },
        "derivePassword": TemplateFunction([.uint32, .string, .string, .string, .string]) { arguments, _ in
            .string(
                bytes: try derived(
                    counter: UInt32(truncatingIfNeeded: arguments[0].integer), kind: arguments[1].text,
                    password: arguments[2].bytes, user: arguments[3].bytes, site: arguments[4].bytes
                )
            )
        },
    ]

    // MARK: bcrypt

    private static func bcrypt(_ password: [UInt8], _ call: any CallContext) throws -> [UInt8] {
        if password.count > 72 {
            return Array("failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes".utf8)
        }
        // libcrypt takes C strings.
        if password.contains(0) { throw FunctionError("bcrypt: passwords with a zero byte are not supported") }
        var hash = [CChar](repeating: 0, count: 64)
        let text = (password + [0]).map { CChar(bitPattern: $0) }
        let salt = call.environment.randomBytes(16).map { CChar(bitPattern: $0) }
        guard salt.count == 16, ccrypt_bcrypt(text, salt, &hash, hash.count) == 0 else {
            throw FunctionError("bcrypt: the system's libcrypt failed")
        }
        return hash.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    }

    // MARK: The Master Password algorithm

    private static let seed = Array("com.lyndir.masterpassword".utf8)

    private static let templates: [String: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
            "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    private static let characters: [Character: String] = [
        "V": "AEIOU",
        "C": "BCDFGHJKLMNPQRSTVWXYZ",
        "v": "aeiou",
        "c": "bcdfghjklmnpqrstvwxyz",
        "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        "a": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        "n": "0123456789",
        "o": "@&%?,=[]_:-+*$#!'^~;()/.",
        "x": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    ]

    private static func derived(
        counter: UInt32, kind: String, password: [UInt8], user: [UInt8], site: [UInt8]
    ) throws -> [UInt8] {
        guard let templates = templates[kind] else { return Array("cannot find password template \(kind)".utf8) }
        let salt = seed + bigEndian(UInt32(truncatingIfNeeded: user.count)) + user
        let key: SymmetricKey
        do {
            key = try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: 64, rounds: 32_768, blockSize: 8, parallelism: 2,
                maxMemory: 64 << 20
            )
        } catch {
            throw FunctionError("failed to derive password: \(error)")
        }
        let message = seed + bigEndian(UInt32(truncatingIfNeeded: site.count)) + site + bigEndian(counter)
        let code = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        let template = templates[Int(code[0]) % templates.count]
        return zip(template, code.dropFirst()).compactMap { place, byte in
            characters[place].map { Array($0.utf8) }.map { $0[Int(byte) % $0.count] }
        }
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
