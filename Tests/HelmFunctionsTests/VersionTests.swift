import HelmValues
import Testing

/// The rules that the conformance corpus does not reach: order, increments, strict reading, long texts.
@Suite struct VersionTests {
    @Test func orderFollowsTheSpecification() throws {
        let ordered = [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1-0", "1.0.1", "1.1", "2", "10.0.0",
        ]
        let versions = try ordered.map { try SemanticVersion($0) }
        for (index, version) in versions.enumerated() {
            for (other, compared) in versions.enumerated() {
                #expect(version.compare(to: compared).signum() == (index - other).signum(), "\(version) \(compared)")
            }
        }
        #expect(try SemanticVersion("1.0.0+a").compare(to: SemanticVersion("1.0.0+b")) == 0)
    }

    @Test func incrementsKeepTheLetterInFront() throws {
        let version = try SemanticVersion("v1.2.3-rc.1+b")
        #expect(version.incrementedPatch()?.original == "v1.2.3")
        #expect(version.incrementedMinor()?.original == "v1.3.0")
        #expect(version.incrementedMajor()?.description == "2.0.0")
        #expect(SemanticVersion(major: .max, minor: 0, patch: 0).incrementedMajor() == nil)
    }

    @Test(arguments: ["", "1", "1.2", "v1.2.3", "1.2.3.4", "01.2.3", "1.2.3-01", "1.2.x"])
    func strictReadingRefuses(_ text: String) {
        #expect(throws: VersionError.self) { try SemanticVersion(strict: text) }
    }

    @Test func longConstraintsEnd() {
        #expect(throws: VersionError.self) { try VersionConstraint(String(repeating: "x", count: 1 << 20)) }
        #expect(throws: Never.self) { try VersionConstraint(String(repeating: ">=1 ", count: 2000)) }
    }
}
