internal import Glibc
internal import HelmValues

/// Follows symbolic links component by component, as Go does, to say where a broken one ends.
struct SymbolicLinks {
    private static let maximum = 255
    /// The path so far: no links, no `..`.
    private var resolved = ""
    private var rest: [Substring]
    private var followed = 0

    /// Why `path` cannot be resolved, in Go's words; nil when it can.
    static func fault(in path: String) -> String? {
        var links = SymbolicLinks(rest: Self.components(path))
        return links.walk()
    }

    private init(rest: [Substring]) { self.rest = rest }

    /// Last first.
    private static func components(_ path: String) -> [Substring] {
        path.split(separator: "/").reversed()
    }

    private mutating func walk() -> String? {
        while let component = rest.popLast() {
            if component == "." { continue }
            if component == ".." {
                goUp()
                continue
            }
            resolved += "/" + component
            var info = stat()
            guard lstat(resolved, &info) == 0 else {
                return "lstat \(resolved): \(String(cString: strerror(errno)).lowercased())"
            }
            switch info.st_mode & S_IFMT {
            case S_IFLNK:
                followed += 1
                guard followed <= Self.maximum else { return "EvalSymlinks: too many links" }
                if let fault = follow() { return fault }
            case S_IFDIR: break
            default:
                if !rest.isEmpty { return "not a directory" }
            }
        }
        return nil
    }

    private mutating func goUp() {
        resolved = resolved.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(resolved[..<$0]) } ?? ""
    }

    private mutating func follow() -> String? {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink(resolved, &target, target.count - 1)
        guard count >= 0 else { return "readlink \(resolved): \(String(cString: strerror(errno)).lowercased())" }
        let link = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if link.utf8.first == UInt8(ascii: "/") { resolved = "" } else { goUp() }
        rest += Self.components(link)
        return nil
    }
}
