import Foundation
import HelmArchive
import HelmChart
import HelmValues
import Testing

@Suite struct LoaderTests {
    private func file(_ name: String, _ text: String) -> ChartFile { ChartFile(name: name, data: Array(text.utf8)) }

    private var chartFile: ChartFile { file("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n") }

    private func message(_ body: () throws -> Any) -> String {
        do {
            _ = try body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func filesFindTheirPlaces() throws {
        let chart = try ChartLoader.load(files: [
            file("templates/a.yaml", "a"), chartFile, file("values.yaml", "a: 1\n"),
            file("values.schema.json", "{}"), file("README.md", "r"), file("crds/c.yaml", "c"),
            file("charts/kid/Chart.yaml", "name: kid\nversion: 0.1.0\n"), file("charts/_off/x", ""),
            file("charts/kid-0.1.0.tgz.prov", "p"),
        ])
        #expect(chart.name == "a")
        #expect(chart.values["a"] == 1.0)
        #expect(chart.templates.map(\.name) == ["templates/a.yaml"])
        #expect(chart.files.map(\.name) == ["README.md", "crds/c.yaml", "charts/kid-0.1.0.tgz.prov"])
        #expect(chart.dependencies.map(\.name) == ["kid"])
        #expect(chart.dependencies.first?.metadata.apiVersion == "v1")
        #expect(chart.crds.map(\.filename) == ["a/crds/c.yaml"])
        #expect(chart.schema == Array("{}".utf8))
        #expect(chart.raw.count == 9)
    }

    @Test func refusalsAtTheGate() throws {
        #expect(
            message { try ChartLoader.load(archive: [1, 2]) }
                == "stream does not appear to be a valid chart file (details: gzip: invalid header)")
        #expect(
            message { try ChartLoader.load(archive: Gzip.compress([])) }
                == "unable to load chart archive: no files in chart archive")
        #expect(message { try ChartLoader.load(files: []) } == "Chart.yaml file is missing")
        #expect(
            message { try ChartLoader.load(folder: "/nonexistent-chart") }
                == "lstat /nonexistent-chart: no such file or directory")
    }

    /// Subcharts within subcharts end somewhere, and share one budget of bytes.
    @Test func nestingIsBounded() throws {
        var path = ""
        var files = [chartFile]
        for _ in 0..<60 {
            path += "charts/a/"
            files.append(file(path + "Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"))
        }
        #expect(message { try ChartLoader.load(files: files) }.contains("subcharts are nested too deep"))
    }

    /// A merge of imports can put a table into itself; Helm overflows its stack there.
    @Test func valuesThatContainThemselves() throws {
        let chart = try ChartLoader.load(files: [
            file(
                "Chart.yaml",
                """
                apiVersion: v2
                name: a
                version: 1.0.0
                dependencies:
                  - name: kid
                    version: "*"
                    import-values: [{child: t, parent: a}, {child: t, parent: a.x}]
                """),
            file("charts/kid/Chart.yaml", "apiVersion: v2\nname: kid\nversion: 1.0.0\n"),
            file("charts/kid/values.yaml", "t: {k: 1}\n"),
        ])
        #expect(message { try chart.processedDependencies(with: [:]) } == "values are nested too deep")
    }

    @Test func aLinkToAFolderAboveEnds() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "chart-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        try Data(chartFile.data).write(to: root.appending(path: "Chart.yaml"))
        try FileManager.default.createSymbolicLink(
            atPath: root.appending(path: "again").path, withDestinationPath: root.path)
        #expect(message { try ChartLoader.load(folder: root.path) } != "")
        try FileManager.default.removeItem(at: root.appending(path: "again"))
        try FileManager.default.createSymbolicLink(
            atPath: root.appending(path: "zero").path, withDestinationPath: "/dev/zero")
        #expect(message { try ChartLoader.load(folder: root.path) }.hasPrefix("cannot load irregular file"))
    }

    /// Links that lead nowhere, as real Helm words them; ROOT stands for the chart's folder.
    @Test(arguments: [
        ("../../missing/deeper/file", "lstat ABOVE/missing: no such file or directory"),
        ("missing", "lstat ROOT/templates/missing: no such file or directory"),
        ("../plain/x", "not a directory"),
        ("x.yaml", "EvalSymlinks: too many links"),
        ("/nowhere/./../b", "lstat /nowhere: no such file or directory"),
        ("../d/../nope/..", "lstat ROOT/nope: no such file or directory"),
        ("../../link/more", "lstat ROOT/gone: no such file or directory"),
    ])
    func brokenLinks(_ target: String, _ expected: String) throws {
        let above = FileManager.default.temporaryDirectory.appending(path: "chart-\(UUID().uuidString)")
        let root = above.appending(path: "c")
        defer { try? FileManager.default.removeItem(at: above) }
        for folder in ["templates", "d"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        try Data(chartFile.data).write(to: root.appending(path: "Chart.yaml"))
        try Data().write(to: root.appending(path: "plain"))
        try FileManager.default.createSymbolicLink(
            atPath: above.appending(path: "link").path, withDestinationPath: "c/d/../gone")
        let link = root.appending(path: "templates/x.yaml").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        let fault = expected.replacing("ROOT", with: root.path).replacing("ABOVE", with: above.path)
        #expect(
            message { try ChartLoader.load(folder: root.path) } == "error evaluating symlink \(link): \(fault)")
    }

    /// What charts of the wild and of attackers put into Chart.yaml: an error that names the field, never a crash.
    @Test(arguments: [
        ("name: [a]", "json: cannot unmarshal array into Go struct field Metadata.name of type string"),
        (
            "dependencies: [{name: {a: b}}]",
            "json: cannot unmarshal object into Go struct field Dependency.dependencies.name of type string"
        ),
        (
            "dependencies: [a]",
            "json: cannot unmarshal string into Go struct field Metadata.dependencies of type v2.Dependency"
        ),
        (
            "maintainers: [{email: [1]}]",
            "json: cannot unmarshal array into Go struct field Maintainer.maintainers.email of type string"
        ),
        ("deprecated: 1", "json: cannot unmarshal number into Go struct field Metadata.deprecated of type bool"),
        (
            "annotations: [1]",
            "json: cannot unmarshal array into Go struct field Metadata.annotations of type map[string]string"
        ),
    ])
    func wrongTypes(_ line: String, _ expected: String) {
        let text = "apiVersion: v2\nversion: 1.0.0\n\(line)\n"
        #expect(
            message { try ChartLoader.load(files: [file("Chart.yaml", text)]) }
                == "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: \(expected)")
    }
}
