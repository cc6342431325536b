import Foundation
import HelmValues

/// Where inputs come from.
enum Corpus {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// Inputs that once crashed, hung or broke a promise: `Tests/Fuzz/Corpus/TARGET/*`.
    static func regressions(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = tests.appending(path: "Fuzz/Corpus/\(target.name)")
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appending(path: name))))
        }
    }

    /// The texts under `keys` in every case of a file in `Tests/Conformance`.
    static func conformance(_ path: String, _ keys: String...) throws -> [[UInt8]] {
        let json = try JSON.parse(Array(try Data(contentsOf: tests.appending(path: "Conformance/\(path)"))))
        let cases = (json["cases"] ?? json).listValue ?? []
        return cases.flatMap { test in keys.compactMap { key in test[key]?.stringValue.map { Array($0.utf8) } } }
    }
}
