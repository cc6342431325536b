/// How a reply is written.
struct ReplyFormat: Sendable, Equatable {
    enum Encoding: Sendable, Equatable {
        case json, protobuf, yaml
    }

    /// What stands in the reply in the object's place.
    enum Shape: Sendable, Equatable {
        case object
        /// A table for people, in the given version of meta.k8s.io.
        case table(version: String)
        /// Only the metadata.
        case metadata(version: String)
    }

    var encoding = Encoding.json
    var shape = Shape.object

    static let json = ReplyFormat()
}

/// One entry of an `Accept` header.
struct MediaRange: Sendable {
    let type: String
    let parameters: [(name: String, value: String)]
    let quality: Double

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { part in
            part.drop { $0 == " " || $0 == "\t" }
        }
        type = parts.first.map { String($0.prefix { $0 != " " }).lowercased() } ?? ""
        parameters = parts.dropFirst().map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(pair[0]), pair.count == 2 ? String(pair[1]) : "")
        }
        quality = parameters.first { $0.name == "q" }.flatMap { Double($0.value) } ?? 1
    }

    /// The entries of a header, the most wanted first.
    static func all(_ header: String) -> [MediaRange] {
        let ranges = header.split(separator: ",").prefix(64).map(MediaRange.init)
        // A stable sort: clients rely on the order that they write.
        return ranges.enumerated().sorted {
            $0.element.quality == $1.element.quality
                ? $0.offset < $1.offset : $0.element.quality > $1.element.quality
        }.map(\.element)
    }

    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
}

extension ReplyFormat {
    static let mediaTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    /// The first form that the client accepts and the server has.
    ///
    /// - Parameter hasProtobuf: whether what is asked for has a protobuf message here.
    /// - Throws: a 406 when there is none.
    static func negotiated(_ header: String?, hasProtobuf: Bool) throws(APIStatus) -> ReplyFormat {
        guard let header, !header.isEmpty else { return .json }
        for range in MediaRange.all(header) {
            guard let encoding = encoding(range, hasProtobuf: hasProtobuf) else { continue }
            guard let shape = shape(range), shape == .object || encoding == .json else { continue }
            return ReplyFormat(encoding: encoding, shape: shape)
        }
        throw .notAcceptable(offered: mediaTypes)
    }

    private static func encoding(_ range: MediaRange, hasProtobuf: Bool) -> Encoding? {
        switch range.type {
        case "application/json", "*/*", "application/*": .json
        case "application/yaml": .yaml
        case "application/vnd.kubernetes.protobuf": hasProtobuf ? .protobuf : nil
        default: nil
        }
    }

    private static func shape(_ range: MediaRange) -> Shape? {
        guard let kind = range.parameter("as") else { return .object }
        let version = range.parameter("v") ?? "v1"
        guard range.parameter("g") == "meta.k8s.io", version == "v1" || version == "v1beta1" else { return nil }
        switch kind {
        case "Table": return .table(version: version)
        case "PartialObjectMetadata", "PartialObjectMetadataList": return .metadata(version: version)
        default: return nil
        }
    }
}
