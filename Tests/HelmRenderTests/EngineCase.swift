import Foundation
import HelmChart
@testable import HelmRender
import HelmValues

/// One case of the engine corpus: a template with its values, and what real Helm made of it.
struct EngineCase: Sendable {
    let json: ValueMap

    private static let template = "templates/t.yaml"
    private static let chartYAML = """
        apiVersion: v2
        name: engine
        description: One conformance case
        type: application
        version: 1.2.3
        appVersion: "4.5.6"

        """

    var name: String { json["name"]?.stringValue ?? "" }

    /// What is wrong with our result; nil where nothing is.
    func finding(_ renderer: Renderer) -> String? {
        let result = render(renderer)
        if let expected = json["output"]?.stringValue {
            if case .success(let text) = result, text == Array(expected.utf8) { return nil }
            return report(expected.debugDescription, result)
        }
        guard let expected = json["error"]?.stringValue else { return "\(name): no expectation" }
        if case .failure(let failure) = result, Self.contains(failure.message, expected) { return nil }
        return report("error " + (json["errorFull"]?.stringValue ?? expected), result)
    }

    /// Whether the whole text of the error is Helm's, positions and frames included; nil for cases that have none.
    func isFullError(_ renderer: Renderer) -> Bool? {
        guard let expected = json["errorFull"]?.stringValue, !expected.contains("characters left out]") else {
            return nil
        }
        guard case .failure(let failure) = render(renderer) else { return false }
        return failure.message.utf8.elementsEqual(expected.utf8)
    }

    private struct Failure: Error {
        let message: String
    }

    private func render(_ renderer: Renderer) -> Result<[UInt8], Failure> {
        do {
            let release = ReleaseContext(name: "demo", namespace: "prod")
            let request = RenderRequest(chart: try chart(), values: [:], release: release, environment: .testing)
            let files = try renderer.files(request)
            return .success(files.first { $0.path == "engine/" + Self.template }?.text ?? [])
        } catch {
            return .failure(Failure(message: "\(error)"))
        }
    }

    private func chart() throws -> Chart {
        var files = ["Chart.yaml": Self.chartYAML, Self.template: json["template"]?.stringValue ?? ""]
        files["values.yaml"] = json["values"]?.stringValue
        files["templates/_helpers.tpl"] = json["helpers"]?.stringValue
        for entry in json["files"]?.mapValue ?? [:] { files[entry.key] = entry.value.stringValue }
        let root = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try ChartLoader.load(folder: root.path)
    }

    private func report(_ expected: String, _ result: Result<[UInt8], Failure>) -> String {
        let ours =
            switch result {
            case .success(let text): String(decoding: text, as: UTF8.self).debugDescription
            case .failure(let failure): "error " + failure.message
            }
        let template = json["template"]?.stringValue ?? ""
        return "\(name): \(template)\n  helm: \(expected.prefix(1500))\n  ours: \(ours.prefix(1500))"
    }

    private static func contains(_ message: String, _ part: String) -> Bool {
        part.isEmpty || message.utf8.firstRange(of: part.utf8) != nil
    }
}
