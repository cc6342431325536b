import HelmRegistry
import HelmValues
import Testing

@Suite struct OCIReferenceTests {
    @Test(arguments: Recorded.references)
    func refusesWhatHelmRefuses(_ recorded: Value) throws {
        let text = try #require(recorded["reference"]?.stringValue)
        var message = ""
        do { _ = try OCIReference("oci://\(text)") } catch { message = error.message }
        #expect(message == recorded["error"]?.stringValue)
    }

    @Test func referencesWereRecorded() { #expect(Recorded.references.count > 50) }

    @Test func plusSignsBecomeUnderscores() throws {
        let reference = try OCIReference("oci://localhost:5000/charts/demo:1.2.3+build.7")
        #expect(reference.description == "localhost:5000/charts/demo:1.2.3_build.7")
        #expect(reference.version == "1.2.3+build.7")
    }

    @Test func takesReferencesApart() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let reference = try OCIReference("docker.io/library/demo:1.0.0@\(digest)")
        #expect(reference.registry.text == "docker.io")
        #expect(reference.registry.host == "registry-1.docker.io")
        #expect(reference.registry.serverAddress == "https://index.docker.io/v1/")
        #expect(reference.repository == "library/demo")
        #expect(reference.tag == "1.0.0")
        #expect(reference.digest?.text == digest)
    }

    @Test(arguments: ["user:secret@h/r", "oci://user:secret@h/r:1", "user:secret@h/r@sha256:abc", "u@secret@h/r@x"])
    func saysNothingOfPasswords(_ text: String) {
        let error = #expect(throws: RegistryError.self) { try OCIReference(text) }
        #expect(error?.message.contains("secret") == false, "\(error?.message ?? "")")
    }

    @Test func boundsLengths() {
        #expect(throws: RegistryError.self) { try OCIReference("h/" + String(repeating: "a", count: 1 << 20)) }
    }
}
