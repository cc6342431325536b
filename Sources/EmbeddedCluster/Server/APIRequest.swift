/// A request as the verbs see it.
struct APIRequest: Sendable {
    let method: String
    /// The path's parts, percent-decoded.
    let path: [String]
    let query: QueryParameters
    let contentType: String
    let accept: String?
    let userAgent: String
    let ifNoneMatch: String?
    var body: [UInt8] = []

    /// Who makes the changes of this request, as `managedFields` records it.
    var fieldManager: String {
        if let manager = query["fieldManager"], !manager.isEmpty { return manager }
        return ServerSideApply.manager(userAgent: userAgent)
    }
}

/// The parameters of a request's query.
struct QueryParameters: Sendable {
    private let pairs: [(name: String, value: String)]

    init(_ query: String) {
        pairs = query.split(separator: "&").prefix(256).map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count == 2 ? PercentCoding.decoded(pair[1], plusIsSpace: true) : ""
            return (PercentCoding.decoded(pair[0], plusIsSpace: true), value)
        }
    }

    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// A boolean as the API server reads it: only a missing one, `0` and `false` are not set.
    func flag(_ name: String) -> Bool {
        guard let value = self[name]?.lowercased() else { return false }
        return value != "0" && value != "false"
    }

    func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
}

/// Percent-encoded text in paths and queries.
enum PercentCoding {
    static func decoded(_ text: Substring, plusIsSpace: Bool = false) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        var result: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            if byte == UInt8(ascii: "+"), plusIsSpace {
                result.append(0x20)
            } else if byte == UInt8(ascii: "%") {
                var ahead = bytes
                if let high = ahead.next().flatMap(hex), let low = ahead.next().flatMap(hex) {
                    result.append(high << 4 | low)
                    bytes = ahead
                } else {
                    result.append(byte)
                }
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
