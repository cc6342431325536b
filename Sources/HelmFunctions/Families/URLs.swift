internal import HelmTemplate
internal import HelmValues

/// URLs in parts and whole. Sprig: url.go.
enum URLs {
    static let family: FunctionFamily = [
        "urlParse": TemplateFunction([.string]) { arguments, _ in
            do {
                return parts(of: try GoURL(arguments[0].bytes))
            } catch let error as FunctionError {
                throw FunctionError.panic("unable to parse url: \(error.message)")
            }
        },
        "urlJoin": TemplateFunction([.map]) { arguments, _ in .string(bytes: try joined(arguments[0].mapping)) },
    ]

    private static func parts(of url: GoURL) -> GoValue {
        let entries: [(String, [UInt8])] = [
            ("fragment", url.fragment), ("host", url.host), ("hostname", url.hostname), ("opaque", url.opaque),
            ("path", url.path), ("query", url.query), ("scheme", url.scheme), ("userinfo", url.user?.text ?? []),
        ]
        return .map(GoMap(ByteOrderedMap(pairs: entries.map { (key: $0.0, value: GoValue.string(bytes: $0.1)) })))
    }

    private static func joined(_ map: GoMap) throws -> [UInt8] {
        func part(_ key: String) throws -> [UInt8] {
            guard let value = map[key] else { return [] }
            switch value {
            case .string, .invalidUTF8: return value.bytes
            case .none: throw FunctionError.nilPointer
            default:
                let kind = GoPrint.goKind(of: value)
                throw FunctionError.panic("unable to parse \(key) key, must be of type string, but \(kind) found")
            }
        }
        var url = GoURL()
        url.scheme = try part("scheme")
        url.host = try part("host")
        url.path = try part("path")
        url.query = try part("query")
        url.opaque = try part("opaque")
        url.fragment = try part("fragment")
        let info = try part("userinfo")
        if !info.isEmpty {
            do {
                url.user = try GoURL(Array("proto://".utf8) + info + Array("@host".utf8)).user
            } catch let error as FunctionError {
                throw FunctionError.panic("unable to parse userinfo in dict: \(error.message)")
            }
        }
        return url.text
    }
}
