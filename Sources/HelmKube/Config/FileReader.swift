internal import Glibc

/// Reads the small files that connections are made of.
enum FileReader {
    /// Kubeconfigs, certificates and tokens are far smaller.
    static let maximumBytes = 4 << 20

    /// The content of a file, or of what it links to: mounted secrets are links.
    static func read(_ path: String) throws(KubeError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw KubeError(.configuration, "read \(path): not a regular file")
        }
        guard status.st_size <= maximumBytes else {
            throw KubeError(.configuration, "read \(path): larger than \(maximumBytes) bytes")
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= maximumBytes {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 { throw failure("read", path, errno) }
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
        throw KubeError(.configuration, "read \(path): larger than \(maximumBytes) bytes")
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The path without links and dots; nil when it does not exist.
    static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The path from the root on, without `.`, `..` and double slashes: Go's `filepath.Abs`. Links are not followed.
    static func absolute(_ path: String) -> String {
        var path = path
        if !path.hasPrefix("/"), let folder = getcwd(nil, 0) {
            defer { free(folder) }
            path = String(cString: folder) + "/" + path
        }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func failure(_ verb: String, _ path: String, _ number: Int32) -> KubeError {
        let reason =
            switch number {
            case ENOENT: "no such file or directory"
            case EACCES: "permission denied"
            case EISDIR: "is a directory"
            default: "error \(number)"
            }
        return KubeError(.configuration, "\(verb) \(path): \(reason)")
    }
}
