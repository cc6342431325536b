internal import Glibc
internal import HelmValues

/// An open folder: what is in it is reached from here, so that the system need not walk whole paths.
struct FolderHandle: ~Copyable {
    enum Kind { case file, folder, other }

    struct Entry {
        var name: String
        /// What the listing tells; `other` needs a look.
        var kind: Kind
    }

    private let stream: OpaquePointer

    /// Nil with the system's `errno`.
    init?(path: String) {
        guard let stream = opendir(path) else { return nil }
        self.stream = stream
    }

    /// A folder inside `parent`.
    init?(_ name: String, in parent: borrowing FolderHandle) {
        let descriptor = openat(dirfd(parent.stream), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            return nil
        }
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// What is in the folder, by the names' bytes.
    func entries() -> [Entry] {
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let kind: Kind =
                switch Int(entry.pointee.d_type) {
                case Int(DT_REG): .file
                case Int(DT_DIR): .folder
                default: .other
                }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { entries.append(Entry(name: name, kind: kind)) }
        }
        return entries.sorted { bytesPrecede($0.name, $1.name) }
    }

    /// Symbolic links followed; nil when there is nothing.
    func status(_ name: String) -> stat? {
        var info = stat()
        return fstatat(dirfd(stream), name, &info, 0) == 0 ? info : nil
    }

    /// Opens a file for reading; nil with the system's `errno`.
    func open(_ name: String) -> OpenFile? {
        OpenFile(descriptor: openat(dirfd(stream), name, OpenFile.flags))
    }
}

/// A file open for reading.
struct OpenFile: ~Copyable {
    // Not blocking: between the look and the open, the file may have become a pipe.
    fileprivate static let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC

    private let descriptor: Int32

    fileprivate init?(descriptor: Int32) {
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    init?(path: String) { self.init(descriptor: Glibc.open(path, Self.flags)) }

    deinit { close(descriptor) }

    func status() -> stat? {
        var info = stat()
        return fstat(descriptor, &info) == 0 ? info : nil
    }

    /// All bytes, and some more than `limit` of a file that is longer; nil with the system's `errno`.
    /// - Parameter size: how many are expected: so many need one call.
    func contents(size: Int, limit: Int) -> [UInt8]? {
        var isAtEnd = false
        var hasFailed = false
        var data = [UInt8](unsafeUninitializedCapacity: max(0, min(size, limit)) + 1) { buffer, count in
            while count < buffer.count, !isAtEnd, !hasFailed {
                let room = UnsafeMutableBufferPointer(rebasing: buffer[count...])
                guard let read = read(into: room) else {
                    hasFailed = true
                    return
                }
                count += read
                isAtEnd = read == 0 || (read < room.count && count == size)
            }
        }
        var chunk: [UInt8] = isAtEnd || hasFailed ? [] : [UInt8](repeating: 0, count: 64 << 10)
        while !isAtEnd, !hasFailed, data.count <= limit {
            guard let read = chunk.withUnsafeMutableBufferPointer({ read(into: $0) }) else { return nil }
            data.append(contentsOf: chunk[..<read])
            isAtEnd = read == 0
        }
        return hasFailed ? nil : data
    }

    private func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }
}
