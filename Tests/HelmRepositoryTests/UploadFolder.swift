import Foundation
import Glibc
import HelmChart
import HelmRepository

/// An upload folder of a test, gone with it.
final class UploadFolder: Sendable {
    let path: String
    let store: UploadStore

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/helm-uploads-\(UUID().uuidString)"
        store = UploadStore(folder: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Everything in it, what is hidden too.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func bytes(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: "\(path)/\(name)"))) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// A chart's archive; `filling` makes it another one of the same name.
    static func archive(_ name: String, _ version: String = "0.1.0", filling: [UInt8] = []) throws -> [UInt8] {
        try ChartLoader.load(files: [
            ChartFile(name: "Chart.yaml", data: Array("apiVersion: v2\nname: \(name)\nversion: \(version)\n".utf8)),
            ChartFile(name: "filling", data: filling),
        ]).packaged().bytes
    }

    static func provenance(_ digest: String) -> [UInt8] {
        Array("-----BEGIN PGP SIGNED MESSAGE-----\n\nfiles:\n  demo-0.1.0.tgz: sha256:\(digest)\n".utf8)
    }
}
