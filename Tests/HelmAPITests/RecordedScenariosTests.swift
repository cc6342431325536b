import Foundation
import Testing

/// The interpreter of the environment that `make test` sets up.
private let python = ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"]

@Suite("What real Helm was recorded to do to a cluster")
struct RecordedScenariosTests {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path

    /// The program, which SwiftPM builds beside the tests.
    static let binary =
        ProcessInfo.processInfo.environment["HELM_WRAPPER_BINARY"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "helm-wrapper").path

    @Test(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"), .timeLimit(.minutes(10)))
    func oursDoesTheSame() async throws {
        let python = try #require(python)
        try #require(FileManager.default.isExecutableFile(atPath: Self.binary), "\(Self.binary) is not built")
        let (status, output) = try await InteropTests().run(
            python,
            [
                "\(Self.tests)/Interop/wire_replay.py", Self.binary,
                "\(Self.tests)/Conformance/wire/recordings.tar.xz",
            ])
        for different in Self.different(in: output) { Issue.record("\(different)") }
        #expect(status == 0, "\(output.suffix(500))")
        #expect(output.contains(" scenarios, 0 differ"))
    }

    /// What the replay prints of each scenario that differs.
    private static func different(in output: String) -> [String] {
        var found: [String] = []
        for line in output.split(separator: "\n") {
            if line.hasPrefix("BAD ") {
                found.append(String(line))
            } else if line.hasPrefix("    "), !found.isEmpty {
                found[found.count - 1] += "\n\(line)"
            }
        }
        return found
    }
}
