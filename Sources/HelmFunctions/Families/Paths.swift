internal import HelmTemplate

/// Slash-separated paths, which are the file system's too. Go: path, path/filepath.
enum Paths {
    static let family: FunctionFamily = [
        "base": .text(base), "osBase": .text(base),
        "dir": .text(directory), "osDir": .text(directory),
        "clean": .text(cleaned), "osClean": .text(cleaned),
        "ext": .text(fileExtension), "osExt": .text(fileExtension),
        "isAbs": isAbsolute, "osIsAbs": isAbsolute,
    ]

    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    private static let isAbsolute = TemplateFunction([.string]) { arguments, _ in
        .bool(arguments[0].bytes.first == slash)
    }

    private static func base(_ path: [UInt8]) -> [UInt8] {
        if path.isEmpty { return [dot] }
        guard let end = path.lastIndex(where: { $0 != slash }) else { return [slash] }
        let start = path[...end].lastIndex(of: slash).map { $0 + 1 } ?? 0
        return Array(path[start...end])
    }

    private static func directory(_ path: [UInt8]) -> [UInt8] {
        cleaned(Array(path[..<(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)]))
    }

    private static func fileExtension(_ path: [UInt8]) -> [UInt8] {
        let name = path[(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]
        return name.lastIndex(of: dot).map { Array(path[$0...]) } ?? []
    }

    private static func cleaned(_ path: [UInt8]) -> [UInt8] {
        let isRooted = path.first == slash
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) where part != [dot] {
            if part == [dot, dot] {
                if let last = parts.last, last != [dot, dot] {
                    parts.removeLast()
                } else if !isRooted {
                    parts.append(part)
                }
            } else {
                parts.append(part)
            }
        }
        let joined = (isRooted ? [slash] : []) + Array(parts.joined(separator: [slash]))
        return joined.isEmpty ? [dot] : joined
    }
}
