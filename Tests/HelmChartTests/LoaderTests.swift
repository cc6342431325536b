import HelmChart
import HelmValues
import Testing

@Suite struct LoaderTests {
    @Test func chartOfFiles() throws {
        let chart = try ChartLoader.load(files: [
            ChartFile(name: "Chart.yaml", data: Array("apiVersion: v2\nname: a\nversion: 1.0.0\n".utf8)),
            ChartFile(name: "values.yaml", data: Array("a: 1\n".utf8)),
        ])
        #expect(chart.name == "a")
        #expect(chart.values["a"] == 1.0)
    }
}
