import Foundation
import HelmRelease
import HelmValues
import Testing

@testable import HelmActions

@Suite struct NameTemplateTests {
    /// What real Helm's command line makes of each template: `record_names.py`.
    @Test func namesAndErrors() async throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Conformance/names/templates.json")
        let cases = try #require(try JSON.parse([UInt8](Data(contentsOf: file)))["cases"]?.listValue)
        #expect(cases.count > 30)
        for item in cases {
            let template = try #require(item["template"]?.stringValue)
            // Over HTTP the refusal of a name has no such prefix.
            let error = item["error"]?.stringValue?.replacing("release name check failed: ", with: "")
            do {
                let release = try await ActionFixture().install(name: "") { options in
                    options.nameTemplate = template
                    options.apply.dryRun = .client
                }
                #expect(release.name == item["name"]?.stringValue, "\(template)")
            } catch let failure as ActionError {
                #expect(failure.message == error, "\(template)")
            }
        }
    }

    @Test func aNameComesFromOnePlace() async throws {
        let fixture = ActionFixture()
        let both = await failure { try await fixture.install(name: "a") { $0.nameTemplate = "b" } }
        #expect(both?.message == "cannot set --name-template and also specify a name")
        let none = await failure { try await fixture.install(name: "") }
        #expect(none?.message == "must either provide a name or specify --generate-name")
        let generated = try await fixture.install(name: "") { $0.generateName = true }
        #expect(generated.name.hasPrefix("demo-17"))
        // As in Helm, the template wins.
        let templated = try await ActionFixture().install(name: "") { options in
            options.generateName = true
            options.nameTemplate = "chosen"
        }
        #expect(templated.name == "chosen")
    }

    private func failure(_ body: () async throws -> some Any) async -> ActionError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? ActionError
        }
    }
}
