import HelmChart
import HelmValues
import Testing

@testable import HelmRelease

@Suite struct ReleaseCodecTests {
    @Test func fixturesAreThere() { #expect(RecordFixture.all.count == 93) }

    @Test(arguments: RecordFixture.all.filter { !$0.isHelm3 })
    func helm4RecordsComeBackByteForByte(_ fixture: RecordFixture) throws {
        let release = try ReleaseCodec.decode(json: fixture.json)
        #expect(
            String(decoding: ReleaseCodec.json(release), as: UTF8.self) == String(decoding: fixture.json, as: UTF8.self)
        )
    }

    /// Helm 3 and 4 differ in times that are unset, in file times and in the apply method: besides these, a record of
    /// Helm 3 keeps all that it holds.
    @Test(arguments: RecordFixture.all.filter(\.isHelm3))
    func helm3RecordsKeepTheirContent(_ fixture: RecordFixture) throws {
        let release = try ReleaseCodec.decode(json: fixture.json)
        var ours = try JSON.parse(ReleaseCodec.json(release), numbers: .floats)
        ours[path: ["chart"], "schemamodtime"] = nil
        var theirs = try JSON.parse(fixture.json, numbers: .floats)
        if theirs[path: ["info", "deleted"]] == "" { theirs[path: ["info"], "deleted"] = nil }
        theirs["hooks"] = theirs["hooks"]?.listValue.map { hooks in
            .list(
                hooks.map { hook in
                    var hook = hook
                    for key in ["started_at", "completed_at"] where hook[path: ["last_run", key]] == "" {
                        hook[path: ["last_run"], key] = nil
                    }
                    return hook
                })
        }
        #expect(ours == theirs)
    }

    @Test(arguments: RecordFixture.all)
    func storedObjectsUnpack(_ fixture: RecordFixture) throws {
        let release = try ReleaseCodec.decode(fixture.record)
        #expect(ReleaseCodec.json(release) == ReleaseCodec.json(try ReleaseCodec.decode(json: fixture.json)))
        let packed = try ReleaseCodec.encode(release)
        #expect(packed.starts(with: Array("H4sIAAAAAAAC/".utf8)))
        #expect(ReleaseCodec.json(try ReleaseCodec.decode(packed)) == ReleaseCodec.json(release))
    }

    @Test(arguments: RecordFixture.all)
    func summariesSayWhatRecordsSay(_ fixture: RecordFixture) throws {
        let release = try ReleaseCodec.decode(json: fixture.json)
        let text = try #require(fixture.object[path: ["data", "release"]]?.stringValue)
        let isWrapped = fixture.object["kind"] == "Secret"
        var summary = try ReleaseCodec.summary(Array(text.utf8)[...], isWrapped: isWrapped)
        (summary.revision, summary.namespace) = (release.revision, release.namespace)
        #expect(summary == ReleaseSummary(release))
    }

    @Test func plainJSONIsTakenToo() throws {
        let fixture = try #require(RecordFixture.all.first)
        let release = try ReleaseCodec.decode(Base64.encode(fixture.json))
        #expect(!release.name.isEmpty)
    }

    @Test func damageIsAnError() throws {
        let fixture = try #require(RecordFixture.all.first { $0.name.contains("install-hooks") })
        for length in stride(from: 0, to: fixture.json.count, by: 61) {
            #expect(throws: ReleaseError.self) { try ReleaseCodec.decode(json: Array(fixture.json.prefix(length))) }
        }
        for index in stride(from: 0, to: fixture.json.count, by: 97) {
            for byte: UInt8 in [0, 0x22, 0x5b, 0x7b, 0x7d, 0x5c, 0x2c, 0xff] {
                var json = fixture.json
                json[index] = byte
                _ = try? ReleaseCodec.decode(json: json)
                _ = try? ReleaseDecoder.summary(json[...])
            }
        }
        #expect(throws: ReleaseError.self) { try ReleaseCodec.decode("not base64!".utf8) }
        #expect(throws: ReleaseError.self) { try ReleaseCodec.decode(json: Array("[]".utf8)) }
        #expect(throws: ReleaseError.self) { try ReleaseCodec.decode(json: Array(#"{"name":1}"#.utf8)) }
        #expect(throws: ReleaseError.self) {
            try ReleaseCodec.decode(json: Array(#"{"info":{"first_deployed":"yesterday"}}"#.utf8))
        }
    }

    @Test func depthIsNoDanger() throws {
        let deep = String(repeating: "[", count: 1_000_000)
        #expect(throws: ReleaseError.self) { try ReleaseCodec.decode(json: Array("{\"unknown\":\(deep)".utf8)) }
        #expect(throws: ReleaseError.self) { try ReleaseCodec.decode(json: Array("{\"config\":\(deep)".utf8)) }
    }
}

extension Value {
    /// Sets or removes a member of the map at a path that exists.
    subscript(path path: [String], key: String) -> Value? {
        get { self[path: path + [key]] }
        set {
            guard let first = path.first else {
                self[key] = newValue
                return
            }
            guard var inner = self[first] else { return }
            inner[path: Array(path.dropFirst()), key] = newValue
            self[first] = inner
        }
    }
}
