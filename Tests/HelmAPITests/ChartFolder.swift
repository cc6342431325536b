import Foundation

/// A folder in which tests write charts.
struct ChartFolder: Sendable {
    let path: String

    /// Writes a chart and returns its path, as the query parameter `chart` takes it.
    @discardableResult
    func write(
        _ name: String, version: String = "0.1.0", extra: String = "", _ files: [String: String] = [:]
    ) throws -> String {
        let chart =
            "apiVersion: v2\nname: \(name)\nversion: \(version)\nappVersion: \"1.0\"\ndescription: A test\n\(extra)"
        var all = files
        all["Chart.yaml"] = all["Chart.yaml"] ?? chart
        let folder = "\(path)/\(name)"
        for (file, text) in all {
            let target = "\(folder)/\(file)"
            let parent = URL(filePath: target).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: target))
        }
        return folder
    }

    /// A chart with one ConfigMap, notes and a value.
    @discardableResult
    func writeDemo(version: String = "0.1.0") throws -> String {
        try write(
            "demo", version: version,
            [
                "values.yaml": "greeting: hello\n",
                "README.md": "# demo\n",
                "templates/configmap.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: {{ .Release.Name }}
                data:
                  greeting: {{ .Values.greeting | quote }}

                """,
                "templates/NOTES.txt": "Say {{ .Values.greeting }} & <wave>.\n",
            ])
    }

    /// The chart of that name as a .tgz.
    func archive(_ name: String) throws -> [UInt8] {
        let target = "\(path)/\(name).tgz"
        let tar = Process()
        tar.executableURL = URL(filePath: "/bin/tar")
        tar.arguments = ["-czf", target, "-C", path, name]
        try tar.run()
        tar.waitUntilExit()
        return [UInt8](try Data(contentsOf: URL(filePath: target)))
    }
}
