import Foundation
import HelmChart
import HelmValues
import Testing

/// `helm show` of every chart of the table, byte for byte.
@Suite struct ShowConformanceTests {
    @Test(arguments: LintCorpus.table("show"))
    func matchesHelm(_ testCase: TableCase) throws {
        let name = testCase.text("chart") ?? ""
        let path = "\(LintCorpus.charts)/\(name)"
        guard let part = Chart.ShownPart(rawValue: testCase.text("format") ?? "") else {
            #expect(testCase.text("error")?.contains("invalid show format") == true)
            return
        }
        // How a chart is found is no matter of what is shown of it.
        if name == "no-such-chart-anywhere" { return }
        do {
            let chart =
                name.hasSuffix(".tgz")
                ? try ChartLoader.load(archive: [UInt8](Data(contentsOf: URL(filePath: path))))
                : try ChartLoader.load(folder: path)
            let ours = String(decoding: chart.shown(part), as: UTF8.self)
            let expected = testCase.text("result") ?? "an error: \(testCase.text("error") ?? "")"
            #expect(bytesEqual(ours, expected), "\(ours)\nnot\n\(expected)")
        } catch {
            #expect("\(error)" == testCase.text("error"))
        }
    }
}
