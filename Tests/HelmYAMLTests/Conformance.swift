import Foundation
import HelmValues

/// The recorded cases beside the tests.
enum Conformance {
    /// The cases of a file under `Tests/Conformance`: a list, or what `"cases"` holds.
    static func cases(_ path: String, file: String = #filePath) throws -> [Value] {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Conformance").appendingPathComponent(path))
        let value = try JSON.parse([UInt8](data))
        return value.listValue ?? value["cases"]?.listValue ?? []
    }
}

extension Value {
    /// The value as Go's JSON text, where 5 and 5.0 look alike.
    var json: String { String(decoding: JSON.encode(self), as: UTF8.self) }

    /// The text of a member.
    func text(_ key: String) -> String? { self[key]?.stringValue }
}
