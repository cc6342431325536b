internal import Crypto
internal import HelmTemplate
internal import HelmValues
internal import SwiftASN1
internal import X509

/// Keys and certificates. Sprig: crypto.go. Key material comes from BoringSSL's own random source.
enum Certificates {
    static let family: FunctionFamily = [
        "genPrivateKey": TemplateFunction([.string]) { arguments, call in
            call.markVolatile()
            return try privateKey(arguments[0].text)
        },
        "buildCustomCert": TemplateFunction([.string, .string]) { arguments, _ in
            .object(try custom(arguments[0].bytes, arguments[1].bytes))
        },
        "genCA": TemplateFunction([.string, .int]) { arguments, call in
            try authority(arguments, try .generatedRSA(bits: 2048), call)
        },
        "genCAWithKey": TemplateFunction([.string, .int, .string]) { arguments, call in
            try authority(arguments, try given(arguments[2]), call)
        },
        "genSelfSignedCert": TemplateFunction([.string, .list, .list, .int]) { arguments, call in
            try selfSigned(arguments, { try .generatedRSA(bits: 2048) }, call)
        },
        "genSelfSignedCertWithKey": TemplateFunction([.string, .list, .list, .int, .string]) { arguments, call in
            try selfSigned(arguments, { try given(arguments[4]) }, call)
        },
        "genSignedCert": TemplateFunction([.string, .list, .list, .int, certificate]) { arguments, call in
            try signed(arguments, { try .generatedRSA(bits: 2048) }, call)
        },
        "genSignedCertWithKey": TemplateFunction([.string, .list, .list, .int, certificate, .string]) {
            arguments, call in
            try signed(arguments, { try given(arguments[5]) }, call)
        },
    ]

    private static let certificate = ParameterType.object("sprig.certificate")

    private static func privateKey(_ kind: String) throws -> GoValue {
        switch kind {
        case "", "rsa": return .string(try PrivateKey.generatedRSA(bits: 4096).pem)
        case "ecdsa": return .string(PrivateKey.p256(P256.Signing.PrivateKey()).pem)
        case "ed25519": return .string(PrivateKey.ed25519(Curve25519.Signing.PrivateKey()).pem)
        case "dsa": throw FunctionError("failed to generate private key: DSA keys are not supported")
        default: return .string("Unknown type " + kind)
        }
    }

    private static func given(_ pem: GoValue) throws -> PrivateKey {
        do {
            return try PrivateKey(pem: pem.bytes)
        } catch let error as FunctionError {
            throw FunctionError("parsing private key: \(error.message)")
        }
    }

    private static func authority(
        _ arguments: [GoValue], _ key: PrivateKey, _ call: any CallContext
    ) throws -> GoValue {
        let request = try CertificateRequest(authority: arguments[0].text, days: arguments[1].integer)
        return .object(try CertificateMaker(environment: call.environment).certificate(request, key: key))
    }

    private static func request(_ arguments: [GoValue]) throws -> CertificateRequest {
        try CertificateRequest(
            commonName: arguments[0].text, addresses: arguments[1], names: arguments[2], days: arguments[3].integer
        )
    }

    private static func selfSigned(
        _ arguments: [GoValue], _ key: () throws -> PrivateKey, _ call: any CallContext
    ) throws -> GoValue {
        // What is wrong with the names is found before the time goes into a key.
        let request = try request(arguments)
        return .object(try CertificateMaker(environment: call.environment).certificate(request, key: key()))
    }

    private static func signed(
        _ arguments: [GoValue], _ key: () throws -> PrivateKey, _ call: any CallContext
    ) throws -> GoValue {
        guard case .object(let object) = arguments[4], let authority = object as? CertificateObject else {
            throw FunctionError("unable to decode certificate")
        }
        let issuer = try parsed(Array(authority.certificate.utf8))
        let issuerKey = try parsedKey(Array(authority.key.utf8))
        let request = try request(arguments)
        return .object(
            try CertificateMaker(environment: call.environment)
                .certificate(request, key: key(), issuer: issuer, issuerKey: issuerKey)
        )
    }

    private static func parsed(_ pem: [UInt8]) throws -> Certificate {
        guard let block = PEMBlock(pem) else { throw FunctionError("unable to decode certificate") }
        do {
            return try Certificate(derEncoded: block.bytes)
        } catch {
            throw FunctionError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate")
        }
    }

    private static func parsedKey(_ pem: [UInt8]) throws -> PrivateKey {
        do {
            return try PrivateKey(pem: pem)
        } catch let error as FunctionError {
            throw FunctionError("error parsing private key: \(error.message)")
        }
    }

    private static func custom(_ certificate: [UInt8], _ key: [UInt8]) throws -> CertificateObject {
        guard let certificate = try? Encoding.decodedBase64(certificate) else {
            throw FunctionError("unable to decode base64 certificate")
        }
        guard let key = try? Encoding.decodedBase64(key) else {
            throw FunctionError("unable to decode base64 private key")
        }
        _ = try parsed(certificate)
        _ = try parsedKey(key)
        return CertificateObject(
            certificate: String(decoding: certificate, as: UTF8.self), key: String(decoding: key, as: UTF8.self)
        )
    }
}

/// Sprig's `certificate`: two PEM texts.
final class CertificateObject: GoObject {
    let certificate: String
    let key: String
    let goType = "sprig.certificate"
    let goKind = "struct"

    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    private var fields: [(name: String, value: GoValue)] {
        [(name: "Cert", value: .string(certificate)), (name: "Key", value: .string(key))]
    }

    var printed: String { "{\(certificate) \(key)}" }
    var shape: GoShape { .structure(fields) }
    func field(_ name: String) -> GoValue? { fields.first { $0.name == name }?.value }
    func plain() throws -> Value { .map(["Cert": .string(certificate), "Key": .string(key)]) }
}
