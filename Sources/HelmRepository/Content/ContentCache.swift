internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// Downloaded charts and their provenance files by the SHA-256 of the chart, in the layout of Helm's content cache,
/// which the `helm` command may share.
///
/// Calls block on the disk. What cannot be read or written is as if it were not there: a cache is never why a chart
/// cannot be had.
// Helm: downloader/cache.go, DiskCache
public final class ContentCache: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case chart = ".chart"
        case provenance = ".prov"
    }

    public let folder: String
    private let maximumBytes: Int
    /// About how much lies there; nil before it was counted.
    private let heldBytes = Mutex<Int?>(nil)

    /// - Parameter maximumBytes: past it the files used longest ago go.
    public init(folder: String, maximumBytes: Int = 1 << 30) {
        self.folder = folder
        self.maximumBytes = maximumBytes
    }

    /// - Parameter digest: of the chart, in hexadecimal digits.
    /// - Returns: nil when it is not there, and for a chart whose bytes are not those of its digest.
    public func read(_ digest: String, _ kind: Kind) -> [UInt8]? {
        guard let path = path(digest, kind), let bytes = Self.contents(path, limit: maximumBytes), !bytes.isEmpty
        else { return nil }
        // Another program may have left half of it, or put it there under another kind of digest.
        if kind == .chart, Checksum.sha256(bytes) != digest { return nil }
        utimensat(AT_FDCWD, path, nil, 0)
        return bytes
    }

    /// Keeps `bytes`. A chart is only kept under its own digest.
    public func write(_ bytes: [UInt8], _ digest: String, _ kind: Kind) {
        guard let path = path(digest, kind), !bytes.isEmpty, bytes.count <= maximumBytes / 4 else { return }
        try? FileManager.default.createDirectory(
            atPath: "\(folder)/\(digest.prefix(2))", withIntermediateDirectories: true)
        guard (try? AtomicFile.write(bytes, to: path)) != nil else { return }
        let isFull = heldBytes.withLock { held in
            let sum = (held ?? files().reduce(0) { $0 + $1.bytes }) + bytes.count
            held = sum
            return sum > maximumBytes
        }
        if isFull { evict() }
    }

    /// `<folder>/<first byte>/<digest><kind>`.
    private func path(_ digest: String, _ kind: Kind) -> String? {
        guard digest.utf8.count == 64, digest.utf8.allSatisfy(Self.isHexDigit) else { return nil }
        return "\(folder)/\(digest.prefix(2))/\(digest)\(kind.rawValue)"
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// Down to four fifths, so that not every write has to look.
    private func evict() {
        let files = files().sorted { $0.lastUse < $1.lastUse }
        var sum = files.reduce(0) { $0 + $1.bytes }
        for file in files where sum > maximumBytes / 5 * 4 {
            unlink(file.path)
            sum -= file.bytes
        }
        heldBytes.withLock { $0 = sum }
    }

    private struct CachedFile {
        let path: String
        let bytes: Int
        let lastUse: Int
    }

    /// The files of this cache, and nothing else that may lie in its folder.
    private func files() -> [CachedFile] {
        var found: [CachedFile] = []
        for group in Self.names(in: folder) where group.utf8.count == 2 && group.utf8.allSatisfy(Self.isHexDigit) {
            for name in Self.names(in: "\(folder)/\(group)") {
                guard let kind = Kind.allCases.first(where: { name.hasSuffix($0.rawValue) }),
                    let path = path(String(name.dropLast(kind.rawValue.count)), kind)
                else { continue }
                var status = stat()
                guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
                found.append(
                    CachedFile(path: path, bytes: Int(status.st_size), lastUse: Int(status.st_mtim.tv_sec)))
            }
        }
        return found
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    private static func contents(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        let size = Int(status.st_size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if got < 0, errno == EINTR { continue }
                if got <= 0 { return }
                count += got
            }
        }
        return bytes.count == size ? bytes : nil
    }
}
