internal import CZlib

/// Unpacks a gzip stream piece by piece, so that a reader can stop before the bytes it does not want exist.
///
/// Owns zlib's state: no pointer leaves this file, and the input stays alive as long as the object.
final class Inflater {
    private var stream = z_stream()
    private let input: UnsafeMutableBufferPointer<UInt8>
    private var state = State.memberStart

    private enum State { case memberStart, inMember, end }

    /// How many bytes came out so far.
    private(set) var produced = 0

    init(_ bytes: [UInt8]) throws(ArchiveError) {
        guard Gzip.isCompressed(bytes) else { throw Inflater.invalidHeader }
        guard bytes.count < Int(UInt32.max) else { throw ArchiveError(.tooLarge, "compressed data is too large") }
        input = .allocate(capacity: bytes.count)
        _ = input.initialize(from: bytes)
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(bytes.count)
        // 16: a gzip header and trailer, whose check sum zlib verifies.
        // A failure here frees by `deinit`, since the object is whole; zlib ends a stream that never began, too.
        guard helm_inflate_init(&stream, 15 + 16) == Z_OK else { throw ArchiveError(.system, "cannot start zlib") }
    }

    deinit {
        inflateEnd(&stream)
        input.deallocate()
    }

    /// Fills `buffer` as far as the stream goes; 0 at its end.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(ArchiveError) -> Int {
        var filled = 0
        while filled < buffer.count, state != .end {
            if state == .memberStart, try !beginMember() { break }
            stream.next_out = buffer.baseAddress.map { $0 + filled }
            stream.avail_out = UInt32(min(buffer.count - filled, 1 << 30))
            let before = Int(stream.avail_out)
            let code = inflate(&stream, Z_NO_FLUSH)
            let count = before - Int(stream.avail_out)
            filled += count
            produced += count
            try check(code, progressed: count > 0)
        }
        return filled
    }

    /// Go reads members after one another; whatever follows the last one must be another one.
    private func beginMember() throws(ArchiveError) -> Bool {
        if produced > 0 || stream.total_in > 0 {
            guard stream.avail_in > 0 else {
                state = .end
                return false
            }
            guard stream.avail_in > 2, let next = stream.next_in, next[0] == 0x1f, next[1] == 0x8b else {
                throw Inflater.invalidHeader
            }
            guard inflateReset(&stream) == Z_OK else { throw ArchiveError(.system, "cannot restart zlib") }
        }
        state = .inMember
        return true
    }

    private func check(_ code: Int32, progressed: Bool) throws(ArchiveError) {
        switch code {
        case Z_OK: break
        case Z_STREAM_END: state = stream.avail_in > 0 ? .memberStart : .end
        case Z_BUF_ERROR where !progressed && stream.avail_in == 0: throw Inflater.unexpectedEnd
        case Z_BUF_ERROR: break
        case Z_MEM_ERROR: throw ArchiveError(.system, "out of memory")
        default:
            let detail = stream.msg.map { String(cString: $0) } ?? ""
            if detail == "incorrect data check" || detail == "incorrect length check" {
                throw ArchiveError(.malformed, "gzip: invalid checksum")
            }
            if detail.contains("header") && !detail.contains("block") { throw Inflater.invalidHeader }
            throw ArchiveError(.malformed, "flate: corrupt input before offset \(stream.total_in)")
        }
    }

    static var invalidHeader: ArchiveError { ArchiveError(.malformed, "gzip: invalid header") }
    static var unexpectedEnd: ArchiveError { ArchiveError(.malformed, "unexpected EOF") }
}
