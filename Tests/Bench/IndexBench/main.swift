import Glibc
import HelmRepository

// Times reading a chart repository's index, and searching it, within one process, for `bench.py` to compare with Helm.
//
//     index-bench FILE baseline
//     index-bench FILE load ROUNDS
//     index-bench FILE search KEYWORD REPOSITORIES ROUNDS [all]
//
// Prints the median in milliseconds, the peak memory of the process in MB and a count: of versions, or of hits. The
// baseline reads the file and no more: what a process has whatever it does with an index.

func milliseconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) / 1e6
}

/// A line of `/proc/self/status`, in MB.
func memory(_ name: String) -> Double {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
        var kilobytes = 0
        if withVaList([withUnsafeMutablePointer(to: &kilobytes) { $0 }], { vsscanf(line, "\(name): %ld", $0) }) == 1 {
            return Double(kilobytes) / 1024
        }
    }
    return 0
}

func contents(of path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = fread(buffer.baseAddress, 1, size, file)
    }
}

func median(_ rounds: Int, _ work: () throws -> Int) rethrows -> (milliseconds: Double, count: Int) {
    var count = 0
    let times = try (0..<rounds).map { _ in
        let begun = milliseconds()
        count = try work()
        return milliseconds() - begun
    }
    return (times.sorted()[rounds / 2], count)
}

func run(_ arguments: [String]) throws -> Bool {
    guard arguments.count > 2 else { return false }
    let bytes = contents(of: arguments[1])
    switch arguments[2] {
    case "baseline":
        print(0, memory("VmHWM"), bytes.count)
    case "load":
        guard arguments.count > 3, let rounds = Int(arguments[3]), rounds > 0 else { return false }
        let result = try median(rounds) { try RepositoryIndex(bytes).versionCount }
        print(result.milliseconds, memory("VmHWM"), result.count)
    case "search":
        guard arguments.count > 5, let repositories = Int(arguments[4]), let rounds = Int(arguments[5]), rounds > 0
        else { return false }
        let indexes = try (0..<repositories).map { (name: "repo\($0)", index: try RepositoryIndex(bytes)) }
        var query = ChartQuery(keyword: arguments[3])
        query.listsAllVersions = arguments.count > 6
        let result = try median(rounds) { try ChartSearch(indexes).hits(query).count }
        print(result.milliseconds, memory("VmHWM"), result.count)
    default: return false
    }
    return true
}

if try !run(CommandLine.arguments) {
    print("usage: index-bench FILE baseline|load ROUNDS|search KEYWORD REPOSITORIES ROUNDS [all]")
    exit(2)
}
