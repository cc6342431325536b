extension Gzip {
    /// The first bytes that a gzip stream unpacks to, also of one that is cut short.
    ///
    /// - Returns: at most `count` bytes; fewer where the stream ends, is cut or is damaged before.
    public static func prefix(of bytes: [UInt8], count: Int) -> [UInt8] {
        guard let inflater = try? Inflater(bytes) else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // What was unpacked before an error stands in the buffer all the same.
            _ = try? inflater.read(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            filled = min(inflater.produced, count)
        }
    }
}
