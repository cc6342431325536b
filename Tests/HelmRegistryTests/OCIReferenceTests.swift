import HelmRegistry
import Testing

@Suite struct OCIReferenceTests {
    @Test func plusSignsBecomeUnderscores() throws {
        let reference = try OCIReference("oci://localhost:5000/charts/demo:1.2.3+build.7")
        #expect(reference.description == "localhost:5000/charts/demo:1.2.3_build.7")
        #expect(reference.version == "1.2.3+build.7")
    }
}
