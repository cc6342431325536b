/// Standard base64 (RFC 4648) with padding, as Go's JSON writes byte slices and Kubernetes writes Secrets.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xff, count: 256)
        for (index, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(index) }
        return table
    }()

    public static func encode(_ data: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        append(data, to: &result)
        return result
    }

    /// Appends what ``encode(_:)`` returns.
    public static func append(_ data: [UInt8], to output: inout [UInt8]) {
        let encoded = [UInt8](unsafeUninitializedCapacity: (data.count + 2) / 3 * 4) { buffer, count in
            alphabet.withUnsafeBufferPointer { alphabet in
                var index = 0
                while index < data.count {
                    let left = data.count - index
                    let group =
                        UInt32(data[index]) << 16 | (left > 1 ? UInt32(data[index + 1]) << 8 : 0)
                        | (left > 2 ? UInt32(data[index + 2]) : 0)
                    buffer[count] = alphabet[Int(group >> 18)]
                    buffer[count + 1] = alphabet[Int(group >> 12 & 63)]
                    buffer[count + 2] = left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "=")
                    buffer[count + 3] = left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "=")
                    count += 4
                    index += 3
                }
            }
        }
        output.append(contentsOf: encoded)
    }

    /// The bytes of a base64 text; line ends in it are skipped, as Go does. Nil when it is not base64.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        text.withContiguousStorageIfAvailable(decode(buffer:)) ?? Array(text).withUnsafeBufferPointer(decode(buffer:))
    }

    private static func decode(buffer text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var (result, start) = wholeGroups(of: text)
        var (group, count, padding): (UInt32, Int, Int) = (0, 0, 0)
        for byte in text[start...] {
            if byte == 0x0a || byte == 0x0d { continue }
            if byte == UInt8(ascii: "=") {
                padding += 1
                if count + padding > 4 || count < 2 { return nil }
                continue
            }
            let value = values[Int(byte)]
            if value == 0xff || padding > 0 { return nil }
            if count == 4 { (group, count) = (0, 0) }
            group = group << 6 | UInt32(value)
            count += 1
            if count == 4 {
                result.append(UInt8(truncatingIfNeeded: group >> 16))
                result.append(UInt8(truncatingIfNeeded: group >> 8))
                result.append(UInt8(truncatingIfNeeded: group))
                (group, count) = (0, 0)
            }
        }
        if count == 0 { return padding == 0 ? result : nil }
        guard count + padding == 4 else { return nil }
        group <<= UInt32(6 * (4 - count))
        result.append(UInt8(truncatingIfNeeded: group >> 16))
        if count == 3 { result.append(UInt8(truncatingIfNeeded: group >> 8)) }
        return result
    }

    /// The groups of four letters up to the first that holds anything else, and where that is.
    private static func wholeGroups(of text: UnsafeBufferPointer<UInt8>) -> (bytes: [UInt8], end: Int) {
        var index = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { buffer, count in
            values.withUnsafeBufferPointer { values in
                while index + 4 <= text.count {
                    let (a, b) = (values[Int(text[index])], values[Int(text[index + 1])])
                    let (c, d) = (values[Int(text[index + 2])], values[Int(text[index + 3])])
                    if a | b | c | d == 0xff { return }
                    buffer[count] = a << 2 | b >> 4
                    buffer[count + 1] = b << 4 | c >> 2
                    buffer[count + 2] = c << 6 | d
                    count += 3
                    index += 4
                }
            }
        }
        return (bytes, index)
    }
}
