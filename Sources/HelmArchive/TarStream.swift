internal import CLibArchive

/// The entries of a gzip-compressed tar archive, one by one, over libarchive.
///
/// Owns libarchive's handle and the buffer that it reads from; no pointer leaves this file.
final class TarStream {
    struct Entry {
        enum Kind { case file, folder, other }

        var name: String
        var kind: Kind
        var size: Int
        var modified: Int64?
    }

    private let handle: OpaquePointer
    private let source: Source

    init(_ bytes: [UInt8], isPlain: Bool = false, limits: ArchiveLimits) throws(ArchiveError) {
        source =
            isPlain
            ? Source(.plain(bytes[...]), packedBytes: bytes.count, limits: limits)
            : Source(.packed(try Inflater(bytes)), packedBytes: bytes.count, limits: limits)
        guard let handle = archive_read_new() else { throw ArchiveError(.system, "cannot start libarchive") }
        self.handle = handle
        archive_read_support_format_tar(handle)
        archive_read_support_format_empty(handle)
        let code = archive_read_open(
            handle, Unmanaged.passUnretained(source).toOpaque(), nil,
            { _, client, buffer in
                guard let client else { return Int(ARCHIVE_FATAL) }
                let source = Unmanaged<Source>.fromOpaque(client).takeUnretainedValue()
                let count = source.fill()
                buffer?.pointee = UnsafeRawPointer(source.buffer.baseAddress)
                return count
            }, nil)
        // The object is whole by now: `deinit` frees the handle.
        guard code == ARCHIVE_OK else { throw failure() }
    }

    deinit { archive_read_free(handle) }

    /// The next entry, nil after the last one.
    func next() throws(ArchiveError) -> Entry? {
        var entry: OpaquePointer?
        let code = archive_read_next_header(handle, &entry)
        if code == ARCHIVE_EOF {
            if let failure = source.failure { throw failure }
            return nil
        }
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw failure() }
        // pax headers carry UTF-8, which libarchive gives only as such when the process has another locale.
        guard let name = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry),
            let text = String(validatingCString: name)
        else { throw ArchiveError(.unsafeName, "chart contains illegally named files") }
        let kind: Entry.Kind =
            switch UInt32(archive_entry_filetype(entry)) {
            case UInt32(S_IFREG) where archive_entry_hardlink(entry) == nil: .file
            case UInt32(S_IFDIR): .folder
            default: .other
            }
        return Entry(name: text, kind: kind, size: Int(archive_entry_size(entry)), modified: Self.modified(entry))
    }

    /// The bytes of the entry that ``next()`` gave last.
    func data(size: Int) throws(ArchiveError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = bytes.withUnsafeMutableBytes { buffer in
                archive_read_data(handle, buffer.baseAddress.map { $0 + filled }, size - filled)
            }
            if count < 0 { throw failure() }
            if count == 0 { throw Inflater.unexpectedEnd }
            filled += count
        }
        return bytes
    }

    private static func modified(_ entry: OpaquePointer) -> Int64? {
        guard archive_entry_mtime_is_set(entry) != 0 else { return nil }
        let (seconds, overflow) = Int64(archive_entry_mtime(entry)).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? nil : seconds + Int64(archive_entry_mtime_nsec(entry))
    }

    private func failure() -> ArchiveError {
        if let failure = source.failure { return failure }
        let text = archive_error_string(handle).map { String(cString: $0) } ?? ""
        if text.contains("Truncated") { return Inflater.unexpectedEnd }
        return ArchiveError(.malformed, "archive/tar: invalid tar header")
    }

    /// Feeds libarchive with unpacked bytes and stops where the limits say so.
    private final class Source {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)
        private var content: Content
        private let limit: Int
        private let limits: ArchiveLimits
        private(set) var failure: ArchiveError?

        init(_ content: Content, packedBytes: Int, limits: ArchiveLimits) {
            self.content = content
            self.limits = limits
            // Headers and padding take a few blocks of 512 bytes an entry.
            let byRatio = max(limits.ratioGrace, packedBytes.multipliedReportingOverflow(by: limits.ratio).partialValue)
            limit = min(limits.totalBytes, byRatio) + limits.entries * 2048 + (1 << 20)
        }

        deinit { buffer.deallocate() }

        func fill() -> Int {
            do throws(ArchiveError) {
                let (count, total) = try content.read(into: buffer)
                guard total <= limit else {
                    throw ArchiveError(
                        .tooLarge, "decompressed chart is larger than the maximum size \(limits.totalBytes)")
                }
                return count
            } catch {
                failure = error
                return Int(ARCHIVE_FATAL)
            }
        }
    }

    /// The archive's bytes as they come: out of a gzip stream, or as they are.
    private enum Content {
        case packed(Inflater)
        case plain(ArraySlice<UInt8>)

        /// - Returns: how many bytes came now, and how many so far.
        mutating func read(
            into buffer: UnsafeMutableBufferPointer<UInt8>
        ) throws(ArchiveError) -> (count: Int, total: Int) {
            switch self {
            case .packed(let inflater): return (try inflater.read(into: buffer), inflater.produced)
            case .plain(let rest):
                let chunk = rest.prefix(buffer.count)
                _ = buffer.update(fromContentsOf: chunk)
                self = .plain(rest.dropFirst(chunk.count))
                return (chunk.count, chunk.endIndex)
            }
        }
    }
}
