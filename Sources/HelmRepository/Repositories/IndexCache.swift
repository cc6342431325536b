internal import FoundationEssentials
internal import Glibc
internal import HelmValues

/// An index as it was downloaded or read from disk.
struct LoadedIndex: Sendable {
    var index: RepositoryIndex
    /// Of the text.
    var digest: String
    var bytes: Int
    var validators: CacheValidators
    /// Which state of the cached file it belongs to.
    var stamp: FileStamp?
    /// When the server was asked last, in seconds.
    var updated: Int64
}

/// The folder in which Helm keeps the indexes of repositories, in Helm's layout.
///
/// What the server said of an index's state lies beside it, in a file of our own that counts only for the very text it was
/// written for. Everything here blocks.
struct IndexCache: Sendable {
    let folder: String
    let maximumBytes: Int

    private static let maximumNoteBytes = 16 << 10

    /// Whether a name makes plain file names.
    static func isSafe(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 0x20 }
    }

    func indexPath(_ name: String) -> String { "\(folder)/\(name)-index.yaml" }
    private func chartsPath(_ name: String) -> String { "\(folder)/\(name)-charts.txt" }
    private func notePath(_ name: String) -> String { "\(folder)/\(name)-index.state.json" }

    func stamp(_ name: String) -> FileStamp? { Self.isSafe(name) ? FileStamp(indexPath(name)) : nil }

    /// The cached index; nil when there is none that can be used.
    func load(_ entry: RepositoryEntry) -> LoadedIndex? {
        guard Self.isSafe(entry.name),
            case .bytes(let bytes, let stamp) = SmallFile.read(indexPath(entry.name), limit: maximumBytes),
            let index = try? RepositoryIndex(bytes)
        else { return nil }
        let digest = Checksum.sha256(bytes)
        var loaded = LoadedIndex(
            index: index, digest: digest,
            bytes: bytes.count, validators: CacheValidators(), stamp: stamp, updated: stamp.changed)
        if let note = note(entry.name), bytesEqual(note["sha256"]?.stringValue ?? "", digest),
            bytesEqual(note["source"]?.stringValue ?? "", Self.source(of: entry))
        {
            loaded.validators.entityTag = note["etag"]?.stringValue ?? ""
            loaded.validators.lastModified = note["lastModified"]?.stringValue ?? ""
        }
        return loaded
    }

    /// Keeps an index for this server and for Helm's command line.
    /// - Returns: the file's new state.
    func store(
        _ text: [UInt8], _ loaded: LoadedIndex, of entry: RepositoryEntry
    ) throws(RepositoryError) -> FileStamp? {
        guard Self.isSafe(entry.name) else {
            throw RepositoryError(.invalid, "repository name (\(entry.name)) cannot be part of a file name")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RepositoryError(.storage, "mkdir \(folder): the folder cannot be made")
        }
        let names = loaded.index.chartNames.map { $0 + "\n" }.joined()
        let note: Value = [
            "etag": .string(loaded.validators.entityTag), "lastModified": .string(loaded.validators.lastModified),
            "sha256": .string(loaded.digest), "source": .string(Self.source(of: entry)),
        ]
        let (index, charts, notes) = (indexPath(entry.name), chartsPath(entry.name), notePath(entry.name))
        return try storing { () throws(UploadError) in
            try AtomicFile.write(Array(names.utf8), to: charts)
            try AtomicFile.write(text, to: index)
            let stamp = FileStamp(index)
            var writer = JSONWriter()
            writer.value(note)
            try AtomicFile.write(writer.bytes, to: notes)
            return stamp
        }
    }

    /// Removes what is cached of a repository.
    // Helm: pkg/cmd/repo_remove.go, removeRepoCache
    func remove(_ name: String) throws(RepositoryError) {
        guard Self.isSafe(name) else { return }
        unlink(chartsPath(name))
        unlink(notePath(name))
        let path = indexPath(name)
        guard unlink(path) != 0, errno != ENOENT, errno != ENOTDIR else { return }
        throw RepositoryError(
            .storage, "can't remove index file \(path): \(String(cString: strerror(errno)).lowercased())")
    }

    private func note(_ name: String) -> Value? {
        SmallFile.bytes(notePath(name), limit: Self.maximumNoteBytes).flatMap { try? JSON.parse($0) }
    }

    /// Names the address without telling it: there may be a secret in it.
    private static func source(of entry: RepositoryEntry) -> String { Checksum.sha256(Array(entry.url.utf8)) }
}
