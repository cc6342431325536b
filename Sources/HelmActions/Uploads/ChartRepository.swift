internal import HelmChart
internal import HelmRelease
public import HelmRepository
internal import HelmRender
public import Logging

/// The upload store as a chart repository: its index, and its files to download.
public actor ChartRepository {
    private typealias Scan = Task<StoreIndex, any Error>

    private static let maximumDigests = 4096

    private let uploads: Uploads
    private let clock: ActionClock
    private let logger: Logger
    private var latest: StoreIndex?
    /// Reading the folder now.
    private var running: Scan?
    /// To begin when that is done: whoever asks now must see what is there now.
    private var queued: Scan?
    private var digests: [FileIdentity: String] = [:]

    public init(uploads: Uploads, clock: ActionClock = .system, logger: Logger) {
        self.uploads = uploads
        self.clock = clock
        self.logger = logger
    }

    /// The index of what is stored now, made anew only after a change.
    public func index() async throws(UploadError) -> StoreIndex {
        let scan: Scan
        if let queued {
            scan = queued
        } else if let running {
            scan = begin(after: running)
            queued = scan
        } else {
            scan = begin(after: nil)
            running = scan
        }
        do {
            return try await scan.value
        } catch let error as UploadError {
            throw error
        } catch {
            throw UploadError(.storage, "\(error)")
        }
    }

    /// Many may wait for one scan, so it goes on when one of them is cancelled.
    private func begin(after previous: Scan?) -> Scan {
        Task {
            _ = await previous?.result
            defer {
                running = queued
                queued = nil
            }
            let (store, old, now) = (uploads.store, latest, clock.now)
            let index = try await uploads.threads.upload { () throws(UploadError) in
                try StoreIndex.scan(store, previous: old) {
                    let time = now()
                    return IndexTime.text(seconds: time.seconds, nanoseconds: time.nanoseconds)
                }
            }
            if index.generation != old?.generation {
                for (name, reason) in index.skipped {
                    logger.warning("upload \(name) is not in the index: \(reason)")
                }
            }
            latest = index
            return index
        }
    }

    /// An archive or a provenance file, opened.
    /// - Throws: ``UploadError``: `.notFound` and `.invalidName` for what is not there.
    public func file(_ name: String) async throws(UploadError) -> RepositoryFile {
        let store = uploads.store
        let file = try await uploads.disk.upload { () throws(UploadError) in try store.open(name) }
        let known = latest?.digest(of: name, file.identity) ?? digests[file.identity]
        if let known { return RepositoryFile(file: file, digest: known, disk: uploads.disk) }
        let digest = try await uploads.disk.upload { () throws(UploadError) in try file.digest() }
        if digests.count >= Self.maximumDigests { digests = [:] }
        digests[file.identity] = digest
        return RepositoryFile(file: file, digest: digest, disk: uploads.disk)
    }
}

/// A file of the repository while it is sent.
public struct RepositoryFile: Sendable {
    private let file: StoredFile
    /// SHA-256, in hexadecimal digits.
    public let digest: String
    private let disk: RenderThreads

    init(file: StoredFile, digest: String, disk: RenderThreads) {
        self.file = file
        self.digest = digest
        self.disk = disk
    }

    public var size: Int { file.size }

    /// The bytes from `offset` on, as many as are good to send at once.
    /// - Throws: ``UploadError``, also when somebody cut the file off.
    public func piece(at offset: Int) async throws(UploadError) -> [UInt8] {
        let (file, count) = (file, min(256 << 10, size - offset))
        let bytes = try await disk.upload { () throws(UploadError) in try file.read(at: offset, count: count) }
        guard bytes.count == count else { throw UploadError(.storage, "\(file.name) was cut off while it was read") }
        return bytes
    }
}
