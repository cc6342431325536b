/// The rules for names in a chart archive.
enum EntryName {
    /// The path inside the chart, without the archive's top folder.
    ///
    /// Helm: loader/archive, LoadArchiveFiles; texts are Helm's. Beyond Helm, names with control characters or
    /// of immoderate length are refused.
    static func pathInChart(_ name: String, limits: ArchiveLimits) throws(ArchiveError) -> String {
        guard name.utf8.count <= limits.nameBytes else {
            throw ArchiveError(.unsafeName, "chart contains a file name of \(name.utf8.count) bytes")
        }
        guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw ArchiveError(.unsafeName, "chart contains illegally named files")
        }
        // Written on Windows, an archive has backslashes. Bytes, not characters: a mark must not hide a slash.
        let isWindows = name.utf8.contains(UInt8(ascii: "\\"))
        let delimiter = UInt8(ascii: isWindows ? "\\" : "/")
        let parts = name.utf8.split(separator: delimiter, omittingEmptySubsequences: false).map { Substring($0) }
        let inner = parts.dropFirst().joined(separator: "/")
        if inner.utf8.first == slash {
            throw ArchiveError(.unsafeName, "chart illegally contains absolute paths")
        }
        let path = clean(inner)
        if path.utf8.elementsEqual(".".utf8) {
            throw ArchiveError(
                .unsafeName, "chart illegally contains content outside the base directory: \(quoted(name))")
        }
        if path.utf8.starts(with: "..".utf8) {
            throw ArchiveError(.unsafeName, "chart illegally references parent directory")
        }
        if isDrivePath(path) { throw ArchiveError(.unsafeName, "chart contains illegally named files") }
        if parts.first == "Chart.yaml" { throw ArchiveError(.unsafeName, "chart yaml not in base directory") }
        return path
    }

    /// Go's `path.Clean` for a relative path.
    static func clean(_ path: String) -> String {
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: slash) where !part.elementsEqual(".".utf8) {
            if isParent(part), let last = parts.last, !isParent(last) {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.isEmpty ? "." : parts.map { Substring($0) }.joined(separator: "/")
    }

    private static let slash = UInt8(ascii: "/")

    private static func isParent(_ part: Substring.UTF8View) -> Bool {
        part.elementsEqual("..".utf8)
    }

    private static func isDrivePath(_ path: String) -> Bool {
        let start = Array(path.utf8.prefix(3))
        guard start.count == 3, start[1] == UInt8(ascii: ":"), start[2] == UInt8(ascii: "/") else { return false }
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(start[0] | 0x20)
    }

    static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
