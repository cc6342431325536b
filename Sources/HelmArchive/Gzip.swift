internal import CZlib

/// Gzip as Go writes it and reads it.
public enum Gzip {
    /// Level 9 with the header that Go's writer gives an unnamed file: `1f8b08 00 00000000 02 ff`.
    public static func compress(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
        guard bytes.count < Int(UInt32.max) else { throw ArchiveError(.tooLarge, "too much data for gzip") }
        var stream = z_stream()
        // Negative window bits: no header and trailer, since zlib's own header differs from Go's.
        guard helm_deflate_init(&stream, 9, -15) == Z_OK else { throw ArchiveError(.system, "cannot start zlib") }
        defer { deflateEnd(&stream) }
        var output: [UInt8] = [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0xff]
        let header = output.count
        output.append(contentsOf: repeatElement(0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 16))
        var input = bytes
        let code = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target -> Int32 in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress.map { $0 + header }
                stream.avail_out = UInt32(target.count - header)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard code == Z_STREAM_END else { throw ArchiveError(.system, "zlib failed with code \(code)") }
        output.removeLast(output.count - header - Int(stream.total_out))
        let checksum = bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
        append(UInt32(truncatingIfNeeded: checksum), to: &output)
        append(UInt32(bytes.count), to: &output)
        return output
    }

    /// All members of a gzip stream.
    /// - Parameter limit: the most bytes that may come out; beyond it the code is `tooLarge`.
    public static func decompress(_ bytes: [UInt8], limit: Int) throws(ArchiveError) -> [UInt8] {
        let inflater = try Inflater(bytes)
        var output: [UInt8] = []
        let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256 << 10)
        defer { chunk.deallocate() }
        while true {
            let count = try inflater.read(into: chunk)
            if count == 0 { return output }
            guard output.count + count <= limit else {
                throw ArchiveError(.tooLarge, "decompressed data is larger than the maximum size \(limit)")
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<count]))
        }
    }

    /// Whether `bytes` begin as a gzip stream does.
    public static func isCompressed(_ bytes: [UInt8]) -> Bool {
        bytes.count > 3 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 0x08
    }

    private static func append(_ number: UInt32, to output: inout [UInt8]) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            output.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
