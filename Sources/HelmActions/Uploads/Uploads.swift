public import HelmRender
public import HelmRepository

/// The upload store for those who must not block: its work is done on threads.
public struct Uploads: Sendable {
    public let store: UploadStore
    /// For short work on the disk, so that it never waits behind a render.
    let disk: RenderThreads
    /// Where charts are read.
    let threads: RenderThreads

    public init(store: UploadStore, disk: RenderThreads, threads: RenderThreads) {
        self.store = store
        self.disk = disk
        self.threads = threads
    }

    /// The stored names, sorted.
    public func names() async throws(UploadError) -> [String] {
        try await disk.upload { [store] () throws(UploadError) in try store.list() }
    }

    /// Removes an upload with its provenance file; one that is not there is no error.
    public func delete(_ name: String) async throws(UploadError) {
        try await disk.upload { [store] () throws(UploadError) in try store.delete(name) }
    }

    /// Keeps an archive that was made here, with its provenance where there is one.
    public func store(
        _ archive: [UInt8], provenance: [UInt8]? = nil, existing: UploadStore.Existing = .replaced
    ) async throws(UploadError) -> UploadStore.Stored {
        try await threads.upload { [store] () throws(UploadError) in
            let draft = try store.draft()
            try draft.write(archive)
            return try store.store(draft, provenance: provenance, existing: existing)
        }
    }
}

extension RenderThreads {
    /// Runs blocking work on the upload store.
    func upload<T: Sendable>(
        _ work: @escaping @Sendable () throws(UploadError) -> T
    ) async throws(UploadError) -> T {
        do {
            return try await run { try work() }
        } catch let error as UploadError {
            throw error
        } catch is CancellationError {
            throw UploadError(.cancelled, "the request was cancelled")
        } catch {
            throw UploadError(.storage, "\(error)")
        }
    }
}
