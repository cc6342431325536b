import Foundation
import HelmValues

/// Charts and tables of what real Helm packs and says of dependencies, unpacked once a run.
enum PackageCases {
    static let root: URL = {
        let archive = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Conformance/packages/cases.tar.gz")
        let root = FileManager.default.temporaryDirectory.appending(path: "helm-packages-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            let process = try Process.run(
                URL(filePath: "/usr/bin/env"), arguments: ["tar", "-xzf", archive.path, "-C", root.path])
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        } catch {
            fatalError("cannot unpack the cases: \(error)")
        }
        return root
    }()

    static func table(_ name: String) -> [Value] {
        do {
            let data = try Data(contentsOf: root.appending(path: "\(name).json"))
            return try JSON.parse([UInt8](data))["cases"]?.listValue ?? []
        } catch {
            fatalError("cannot read \(name).json: \(error)")
        }
    }
}
