internal import Crypto
internal import FoundationEssentials
internal import Glibc
internal import HelmTemplate
internal import SwiftASN1
internal import X509

/// What a certificate is to say. Sprig: crypto.go, getBaseCertTemplate.
struct CertificateRequest {
    let commonName: String
    let addresses: [[UInt8]]
    let names: [String]
    let days: Int
    var isAuthority = false

    /// - Parameters:
    ///   - addresses: strings with IP addresses.
    ///   - names: strings with host names.
    init(commonName: String, addresses: GoValue, names: GoValue, days: Int) throws {
        self.commonName = commonName
        self.days = days
        self.addresses = try Self.elements(addresses).map { value in
            guard case .string(let text) = value else {
                throw FunctionError("error parsing ip: \(GoPrint.printed(value)) is not a string")
            }
            guard let address = Self.address(text) else { throw FunctionError("error parsing ip: \(text)") }
            return address
        }
        self.names = try Self.elements(names).map { value in
            guard case .string(let text) = value else {
                throw FunctionError("error processing alternate dns name: \(GoPrint.printed(value)) is not a string")
            }
            return text
        }
    }

    init(authority commonName: String, days: Int) throws {
        try self.init(commonName: commonName, addresses: .none, names: .none, days: days)
        isAuthority = true
    }

    private static func elements(_ value: GoValue) -> [GoValue] {
        if case .list(let list) = value { list.elements } else { [] }
    }

    private static func address(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }
}

/// Signs certificates.
struct CertificateMaker {
    let environment: TemplateEnvironment

    /// The certificate for `key`, signed by `issuer` with `issuerKey`, or by itself.
    func certificate(
        _ request: CertificateRequest, key: PrivateKey, issuer: Certificate? = nil, issuerKey: PrivateKey? = nil
    ) throws -> CertificateObject {
        do {
            let signing = (issuerKey ?? key).certificateKey
            if let issuer, issuer.publicKey != signing.publicKey {
                throw FunctionError("x509: provided PrivateKey doesn't match parent's PublicKey")
            }
            let now = environment.now().seconds
            let (end, isHuge) = Int64(request.days).multipliedReportingOverflow(by: 86_400)
            // Beyond the year 9999 a certificate's dates have no form.
            guard !isHuge, end.magnitude < 250_000_000_000 else {
                throw FunctionError("x509: cannot represent time as GeneralizedTime")
            }
            let subject = try Self.name(request.commonName)
            let certificate = try Certificate(
                version: .v3, serialNumber: serialNumber, publicKey: key.certificateKey.publicKey,
                notValidBefore: Date(timeIntervalSince1970: Double(now)),
                notValidAfter: Date(timeIntervalSince1970: Double(now + end)),
                issuer: issuer?.subject ?? subject, subject: subject,
                extensions: extensions(request, key, issuer), issuerPrivateKey: signing
            )
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            let block = PEMBlock(type: "CERTIFICATE", bytes: serializer.serializedBytes)
            return CertificateObject(certificate: block.text, key: key.pem)
        } catch let error as FunctionError {
            throw FunctionError("error creating certificate: \(error.message)")
        } catch {
            throw FunctionError("error creating certificate: \(error)")
        }
    }

    private static func name(_ commonName: String) throws -> DistinguishedName {
        commonName.isEmpty ? DistinguishedName() : try DistinguishedName { CommonName(commonName) }
    }

    /// A random number of 127 bits, above zero.
    private var serialNumber: Certificate.SerialNumber {
        var bytes = environment.randomBytes(16)
        if !bytes.isEmpty { bytes[0] = bytes[0] & 0x7F | 0x01 }
        return Certificate.SerialNumber(bytes: bytes)
    }

    /// In the order in which Go writes them.
    private func extensions(
        _ request: CertificateRequest, _ key: PrivateKey, _ issuer: Certificate?
    ) throws -> Certificate.Extensions {
        let usage = KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: request.isAuthority)
        let constraints: BasicConstraints =
            request.isAuthority ? .isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
        var extensions: [Certificate.Extension] = [
            try .init(usage, critical: true),
            try .init(ExtendedKeyUsage([.serverAuth, .clientAuth]), critical: false),
            try .init(constraints, critical: true),
        ]
        let ownIdentifier = SubjectKeyIdentifier(hash: key.certificateKey.publicKey)
        if request.isAuthority { extensions.append(try .init(ownIdentifier, critical: false)) }
        if let parent = try issuer?.extensions.subjectKeyIdentifier {
            let authority = AuthorityKeyIdentifier(keyIdentifier: parent.keyIdentifier)
            extensions.append(try .init(authority, critical: false))
        }
        let names =
            request.names.map { GeneralName.dnsName($0) }
            + request.addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        if !names.isEmpty { extensions.append(try .init(SubjectAlternativeNames(names), critical: false)) }
        return try Certificate.Extensions(extensions)
    }
}
