/// The parameters of a query, decoded in the order they come.
struct QueryParameters {
    private var pairs: [(name: String, value: String)] = []

    init(_ query: String) {
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : ""))
        }
    }

    /// The first of that name; nil when there is none.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// A text whose `%` is no escape stays as it is, but for its plus signs.
    private static func decoded(_ text: Substring.UTF8View) -> String {
        let spaced = text.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        guard spaced.contains(UInt8(ascii: "%")) else { return String(decoding: spaced, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(spaced.count)
        var index = 0
        while index < spaced.count {
            if spaced[index] == UInt8(ascii: "%") {
                guard index + 2 < spaced.count, let high = hexDigit(spaced[index + 1]),
                    let low = hexDigit(spaced[index + 2])
                else { return String(decoding: spaced, as: UTF8.self) }
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(spaced[index])
                index += 1
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? String(decoding: spaced, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
