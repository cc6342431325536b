import HelmTemplate
import HelmValues
import Testing

@testable import HelmFunctions

/// What has no fixed result is tested by its shape, and dates beyond the zone files by known rules.
@Suite struct ShapeTests {
    @Test func randomTextsHaveTheirLengthAndCharacters() throws {
        #expect(try text("randNumeric", .int(500)).utf8.allSatisfy { (48...57).contains($0) })
        #expect(try text("randAlpha", .int(500)).utf8.count == 500)
        #expect(Set(try text("randAlphaNum", .int(5000)).utf8).count == 62)
        #expect(try text("randAscii", .int(-1)).isEmpty)
        #expect(try Base64.decode(text("randBytes", .int(33)).utf8)?.count == 33)
    }

    @Test func uuidsAreOfVersion4() throws {
        let regex = try Regex(Array("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$".utf8))
        #expect(regex.matches(try call("uuidv4").bytes))
    }

    @Test func shuffleKeepsItsLetters() throws {
        #expect(try text("shuffle", .string("hello wörld")).sorted() == "hello wörld".sorted())
    }

    @Test func cipherTextDecrypts() throws {
        for length in [1, 15, 16, 17, 1000] {
            let plain = String(repeating: "x", count: length)
            let encrypted = try call("encryptAES", .string("pw"), .string(plain))
            #expect(try text("decryptAES", .string("pw"), encrypted) == plain)
        }
    }

    @Test(arguments: ["", "ecdsa", "ed25519"])
    func keysSignCertificates(_ kind: String) throws {
        let key =
            kind.isEmpty
            ? GoValue.string(try PrivateKey.generatedRSA(bits: 2048).pem) : try call("genPrivateKey", .string(kind))
        let authority = try call("genCAWithKey", .string("ca"), .int(365), key)
        let names = list(.string("a.example"))
        let signed = try call(
            "genSignedCertWithKey", .string("a"), list(.string("10.0.0.1"), .string("::1")), names, .int(1), authority,
            key
        )
        guard case .object(let object) = signed, let certificate = object as? CertificateObject else {
            throw FunctionError("no certificate")
        }
        #expect(certificate.key == key.text)
        #expect(PEMBlock(Array(certificate.certificate.utf8))?.type == "CERTIFICATE")
        let again = try call(
            "buildCustomCert", .string(bytes: Base64.encode(Array(certificate.certificate.utf8))),
            .string(bytes: Base64.encode(key.bytes))
        )
        guard case .object(let copy) = again else { throw FunctionError("no certificate") }
        #expect(copy.field("Cert")?.text == certificate.certificate)
    }

    @Test func aForeignKeyCannotSign() throws {
        let authority = try call("genCAWithKey", .string("ca"), .int(1), call("genPrivateKey", .string("ecdsa")))
        guard case .object(let object) = authority, let parts = object as? CertificateObject else {
            throw FunctionError("no certificate")
        }
        let other = CertificateObject(
            certificate: parts.certificate, key: try text("genPrivateKey", .string("ecdsa"))
        )
        #expect(throws: FunctionError.self) {
            _ = try call(
                "genSignedCertWithKey", .string("x"), list(), list(), .int(1), .object(other),
                call("genPrivateKey", .string("ed25519"))
            )
        }
    }

    @Test(arguments: [
        ("Europe/Berlin", 2_540_000_000, "2050-06-28 05:33 CEST"),
        ("America/New_York", 4_102_444_800, "2099-12-31 19:00 EST"),
        ("Asia/Kathmandu", 4_102_444_800, "2100-01-01 05:45 +0545"), ("../../etc/passwd", 0, "1970-01-01 00:00 UTC"),
        ("/etc/localtime", 0, "1970-01-01 00:00 UTC"), ("Australia/Lord_Howe", 2_524_608_000, "2050-01-01 11:00 +11"),
    ])
    func zonesGoOnAfterTheirTable(_ zone: String, _ seconds: Int, _ expected: String) throws {
        #expect(try text("dateInZone", .string("2006-01-02 15:04 MST"), .int(seconds), .string(zone)) == expected)
    }

    @Test func invalidBytesMatchAsOneCharacter() throws {
        let regex = try Regex(Array("^a.b$".utf8))
        #expect(regex.matches([0x61, 0xFF, 0x62]))
        #expect(try regex.findAll([0x61, 0xFF, 0x62], limit: -1) == [[0x61, 0xFF, 0x62]])
    }
}
