import Glibc
import HelmChart
import HelmRender
import HelmTemplate
import HelmValues

// Times renders of a chart folder within one process, for `bench.py` to compare with Helm's own in-process renders.
//
//     render-bench FOLDER cold|warm ROUNDS
//
// Cold loads the chart and parses its templates in each round; warm does both once. Prints the median in milliseconds,
// the peak memory of the process in MB and the bytes of the manifest.

func milliseconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) / 1e6
}

/// The most memory that this program held, in MB. Not `getrusage`, whose figure begins with that of the parent.
func peakMemory() -> Double {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
        var kilobytes = 0
        if withVaList([withUnsafeMutablePointer(to: &kilobytes) { $0 }], { vsscanf(line, "VmHWM: %ld", $0) }) == 1 {
            return Double(kilobytes) / 1024
        }
    }
    return 0
}

func load(_ folder: String) throws -> Chart { try ChartLoader.load(folder: folder) }

func request(_ chart: Chart) -> RenderRequest {
    RenderRequest(
        chart: chart, values: [:], release: ReleaseContext(name: "bench", namespace: "default"),
        environment: TemplateEnvironment(now: { (0, 0) }, randomBytes: { [UInt8](repeating: 7, count: $0) }))
}

func measure(_ folder: String, isCold: Bool, rounds: Int) throws -> (median: Double, bytes: Int) {
    let (warmChart, warmRenderer) = (try load(folder), Renderer())
    var bytes = 0
    let times = try (0...rounds).map { _ in
        let renderer = isCold ? Renderer() : warmRenderer
        let begun = milliseconds()
        let chart = isCold ? try load(folder) : warmChart
        let rendered = try renderer.render(request(chart))
        let taken = milliseconds() - begun
        bytes = rendered.manifest.utf8.count
        // A server keeps them: letting go of a chart is no part of a render.
        withExtendedLifetime((renderer, chart, rendered)) {}
        return taken
    }
    return (times.dropFirst().sorted()[rounds / 2], bytes)
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let rounds = Int(arguments[3]), rounds > 0 else {
    print("usage: render-bench FOLDER cold|warm ROUNDS")
    exit(2)
}
let threads = RenderThreads(count: 1)
let (median, bytes) = try await threads.run {
    try measure(arguments[1], isCold: arguments[2] == "cold", rounds: rounds)
}
print(median, peakMemory(), bytes)
