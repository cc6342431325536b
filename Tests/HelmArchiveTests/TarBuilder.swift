import HelmArchive

/// Writes tar archives byte by byte, honest and hostile ones.
struct TarBuilder {
    private(set) var bytes: [UInt8] = []

    /// - Parameter size: what the header claims; nil for the truth.
    mutating func add(
        _ name: String, _ data: [UInt8] = [], type: Character = "0", link: String = "", size: Int? = nil
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        put(name, at: 0, in: &header)
        put("0000644", at: 100, in: &header)
        put("0000000", at: 108, in: &header)
        put("0000000", at: 116, in: &header)
        put(octal(size ?? data.count, 11), at: 124, in: &header)
        put(octal(1_700_000_000, 11), at: 136, in: &header)
        put("        ", at: 148, in: &header)
        put(String(type), at: 156, in: &header)
        put(link, at: 157, in: &header)
        put("ustar\u{0}00", at: 257, in: &header)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148, in: &header)
        bytes += header + data
        bytes += [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
    }

    var tgz: [UInt8] {
        get throws { try Gzip.compress(bytes + [UInt8](repeating: 0, count: 1024)) }
    }

    private func octal(_ number: Int, _ width: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private func put(_ text: String, at offset: Int, in header: inout [UInt8]) {
        for (index, byte) in text.utf8.enumerated() where offset + index < 512 { header[offset + index] = byte }
    }
}
