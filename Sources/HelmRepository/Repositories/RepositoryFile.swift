internal import FoundationEssentials
internal import Glibc

/// Helm's repositories.yaml on disk, shared with Helm's command line.
struct RepositoryFile: Sendable {
    let path: String
    let lockTimeout: Duration
    let blocking: any BlockingExecutor

    private static let maximumBytes = 4 << 20

    /// What the file says, and which state of it; a file that is not there says nothing.
    ///
    /// Helm's command line writes in place: what was changed a moment ago is read again a moment later.
    func read() async throws(RepositoryError) -> (list: RepositoryList, stamp: FileStamp?) {
        if let stamp = FileStamp(path), stamp.isFresh { try? await Task.sleep(for: .milliseconds(60)) }
        return try await blocking.repository { [self] () throws(RepositoryError) in try load() }
    }

    /// Reads, changes and writes the file under Helm's lock.
    ///
    /// `change` returns whether there is anything to write.
    func change(
        _ change: @escaping @Sendable (inout RepositoryList) throws(RepositoryError) -> Bool
    ) async throws(RepositoryError) {
        try await blocking.repository { [self] () throws(RepositoryError) in try makeFolder() }
        let lock = try await FileLock.acquire(FileLock.path(of: path), timeout: lockTimeout)
        try await blocking.repository { [self] () throws(RepositoryError) in
            var list = try load().list
            if try change(&list) { try write(list) }
        }
        withExtendedLifetime(lock) {}
    }

    private func load() throws(RepositoryError) -> (list: RepositoryList, stamp: FileStamp?) {
        switch SmallFile.read(path, limit: Self.maximumBytes) {
        case .missing: return (RepositoryList(), nil)
        case .unreadable(let reason):
            throw RepositoryError(.storage, "couldn't load repositories file (\(path)): \(reason)")
        case .bytes(let bytes, let stamp):
            do throws(RepositoryError) {
                return (try RepositoryList(bytes), stamp)
            } catch {
                throw RepositoryError(.storage, "couldn't load repositories file (\(path)): \(error.message)")
            }
        }
    }

    private func write(_ list: RepositoryList) throws(RepositoryError) {
        // A link leads to the file that is meant.
        var target = path
        if let real = realpath(path, nil) {
            target = String(cString: real)
            free(real)
        }
        try storing { () throws(UploadError) in try AtomicFile.write(list.yaml, to: target, mode: 0o600) }
    }

    private func makeFolder() throws(RepositoryError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RepositoryError(.storage, "mkdir \(folder): the folder cannot be made")
        }
    }
}

func storing<T>(_ work: () throws(UploadError) -> T) throws(RepositoryError) -> T {
    do throws(UploadError) {
        return try work()
    } catch {
        throw RepositoryError(.storage, error.message)
    }
}
