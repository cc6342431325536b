import Foundation
import HelmValues
import KubeSchema
import Testing

/// A patch that real Helm sent, with the three objects that it was made from.
struct RecordedPatch: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let content: Value

    var type: ObjectType? {
        TypeCatalog.kubernetes.type(
            of: .init(apiVersion: content["apiVersion"]?.stringValue ?? "", kind: content["kind"]?.stringValue ?? "")
        )
    }

    func value(_ key: String) -> Value { content[key] ?? .null }

    static let all: [RecordedPatch] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Conformance/kube-schema/patches.json")
        guard let data = try? Data(contentsOf: file), let list = try? JSON.parse([UInt8](data)).listValue else {
            Issue.record("no recorded patches at \(file.path)")
            return []
        }
        return list.map { RecordedPatch(testDescription: $0["name"]?.stringValue ?? "", content: $0) }
    }()
}

@Suite struct RecordedPatchTests {
    @Test func hasCases() { #expect(RecordedPatch.all.count >= 60) }

    @Test(arguments: RecordedPatch.all)
    func makesTheRecordedPatch(_ recorded: RecordedPatch) throws {
        let made: Value
        if recorded.value("type") == "application/strategic-merge-patch+json" {
            made = try StrategicMergePatch.create(
                original: recorded.value("original"), modified: recorded.value("modified"),
                current: recorded.value("current"), type: #require(recorded.type)
            )
        } else {
            made = try JSONMergePatch.create(
                original: recorded.value("original"), modified: recorded.value("modified")
            )
        }
        #expect(text(made) == text(recorded.value("patch")))
    }

    /// After the patch there is nothing left to change.
    @Test(arguments: RecordedPatch.all.filter { $0.value("type") == "application/strategic-merge-patch+json" })
    func leavesNothingToChange(_ recorded: RecordedPatch) throws {
        let type = try #require(recorded.type)
        let modified = recorded.value("modified")
        let result = try StrategicMergePatch.apply(recorded.value("patch"), to: recorded.value("current"), type: type)
        let rest = try StrategicMergePatch.create(original: modified, modified: modified, current: result, type: type)
        #expect(text(try StrategicMergePatch.apply(rest, to: result, type: type)) == text(result))
    }

    private func text(_ value: Value) -> String { String(decoding: JSON.encode(value), as: UTF8.self) }
}
