/// Orders two strings by their UTF-8 bytes, as Go orders strings.
///
/// Swift's own `<` and `==` compare by canonical equivalence: "é" in its two spellings would be one key.
@inlinable
public func bytesPrecede(_ left: String, _ right: String) -> Bool {
    compareBytes(left, right) < 0
}

/// Whether two strings have the same UTF-8 bytes.
@inlinable
public func bytesEqual(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && compareBytes(left, right) == 0
}

/// Negative, zero or positive as `left` sorts before, with or after `right`, byte by byte.
@inlinable
public func compareBytes(_ left: String, _ right: String) -> Int {
    let fast = left.utf8.withContiguousStorageIfAvailable { leftBytes in
        right.utf8.withContiguousStorageIfAvailable { rightBytes in compareBytes(leftBytes, rightBytes) }
    }
    if let result = fast ?? nil { return result }
    return Array(left.utf8).withUnsafeBufferPointer { leftBytes in
        Array(right.utf8).withUnsafeBufferPointer { rightBytes in compareBytes(leftBytes, rightBytes) }
    }
}

@inlinable
func compareBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    let shared = min(left.count, right.count)
    var index = 0
    while index < shared {
        let (a, b) = (left[index], right[index])
        if a != b { return a < b ? -1 : 1 }
        index += 1
    }
    return left.count - right.count
}
