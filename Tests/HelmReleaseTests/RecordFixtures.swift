import Foundation
import HelmValues
import Testing

@testable import HelmRelease

/// Records that real Helm stored.
struct RecordFixture: CustomTestStringConvertible, Sendable {
    let name: String
    /// The stored object, as the API server returns it.
    let object: Value
    /// The JSON inside, unpacked.
    let json: [UInt8]

    var testDescription: String { name }
    var isHelm3: Bool { !String(decoding: json, as: UTF8.self).contains("\"schemamodtime\"") }

    /// base64 of gzip, as a ConfigMap holds it; a Secret wraps it once more.
    var record: [UInt8] {
        let text = object[path: ["data", "release"]]?.stringValue ?? ""
        return object["kind"]?.stringValue == "Secret" ? Base64.decode(text.utf8) ?? [] : Array(text.utf8)
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Conformance/records")

    static let all: [RecordFixture] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".decoded") }.sorted().compactMap { name in
            let base = String(name.dropLast(".decoded".count))
            guard let json = try? Data(contentsOf: folder.appendingPathComponent(name)),
                let object = try? Data(contentsOf: folder.appendingPathComponent(base + ".json")),
                let value = try? JSON.parse([UInt8](object))
            else { return nil }
            return RecordFixture(name: base, object: value, json: [UInt8](json))
        }
    }()
}
