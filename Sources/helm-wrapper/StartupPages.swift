internal import FoundationEssentials
internal import Glibc

/// Gives the pages of program code that only the start needed back to the system.
///
/// Dynamic linking and the Swift runtime's first look-ups touch most of the code once, and the kernel maps whole
/// neighbourhoods of each page touched. Unmapped here, what the server really uses comes back from the page cache, and an
/// idle server holds only that.
enum StartupPages {
    static func release() {
        guard let maps = FileManager.default.contents(atPath: "/proc/self/maps") else { return }
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            // Code is never written, so a dropped page is read again as it was.
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, bounds[0] < bounds[1] else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: bounds[0]), Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
    }
}
