import HelmArchive
import HelmChart

extension FuzzTarget {
    /// A tar archive, packed by us where the input is not gzip itself, through the gate and the loader.
    static let archive = FuzzTarget(
        name: "archive",
        words: [
            "ustar\u{0}00", "c/Chart.yaml", "../", "/etc/", "c/templates/", "0000644\u{0}", "00000000010\u{0}",
            "PaxHeader",
            "11 path=a\n", "name: c\n", "././@LongLink", "\\", "c:\\",
        ],
        seeds: {
            let head = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
            return [
                ArchiveFuzzing.tar([("c/Chart.yaml", head), ("c/templates/a.yaml", "a: 1"), ("c/README.md", "")]),
                ArchiveFuzzing.tar([("c/Chart.yaml", head), ("c/charts/d/Chart.yaml", head)]),
            ]
        },
        maximumLength: 8192,
        run: ArchiveFuzzing.finding)
}

enum ArchiveFuzzing {
    static func finding(_ input: [UInt8]) -> String? {
        var limits = ArchiveLimits()
        (limits.totalBytes, limits.fileBytes, limits.entries) = (8 << 20, 4 << 20, 500)
        let packed = Gzip.isCompressed(input) ? input : (try? Gzip.compress(input)) ?? []
        if let files = try? ArchiveReader.read(tgz: packed, limits: limits) {
            let size = files.reduce(0) { $0 + $1.data.count }
            if size > limits.totalBytes { return "\(size) bytes passed the gate" }
            for file in files where file.path.hasPrefix("/") || file.path.split(separator: "/").contains("..") {
                return "\(file.path) passed the gate"
            }
        }
        _ = try? ChartLoader.load(archive: packed, limits: limits)
        return nil
    }

    /// A tar archive of small files.
    static func tar(_ files: [(name: String, text: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for file in files {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, at offset: Int) {
                for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
            }
            put(file.name, at: 0)
            put("0000644", at: 100)
            put(octal(file.text.utf8.count, 11), at: 124)
            put("        0", at: 148)
            put("ustar\u{0}00", at: 257)
            put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
            bytes += header + Array(file.text.utf8)
            bytes += [UInt8](repeating: 0, count: (512 - file.text.utf8.count % 512) % 512)
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    private static func octal(_ number: Int, _ width: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
