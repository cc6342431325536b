import Foundation
import HelmValues

/// The recorded answers of real Helm in `Tests/Conformance/index`.
enum IndexCases {
    static let load = cases("load.json")
    static let search = cases("search.json")
    static let find = cases("find.json")

    static func document(_ name: String) -> Value {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Conformance/index/\(name)")
        guard let data = try? Data(contentsOf: url), let value = try? JSON.parse(Array(data)) else { return .null }
        return value
    }

    private static func cases(_ name: String) -> [Value] { document(name)["cases"]?.listValue ?? [] }

    static func text(_ test: Value) -> [UInt8] {
        if let base64 = test["base64"]?.stringValue { return Base64.decode(base64.utf8) ?? [] }
        return Array((test["text"]?.stringValue ?? "").utf8)
    }
}
