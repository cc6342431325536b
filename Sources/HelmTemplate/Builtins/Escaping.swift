/// `html`, `js` and `urlquery`. (Go: text/template/funcs.go, net/url)
enum Escaping {
    /// The arguments as one text; what is missing reads `<no value>`.
    static func text(of arguments: [GoValue?]) throws -> [UInt8] {
        let values = arguments.map { argument -> GoValue in
            switch argument {
            case nil, .some(.none): .string("<no value>")
            case .object(let object): .object(Indirect.of(object))
            case .some(let value): value
            }
        }
        return try GoPrint.boundedBytes(.sprint, values)
    }

    /// What a pointer without a text of its own points to. (Go: text/template/exec.go, printableValue)
    private final class Indirect: GoObject {
        let goType: String
        let shape: GoShape
        var goKind: String { "struct" }
        var printed: String { "" }

        private init(goType: String, shape: GoShape) {
            self.goType = goType
            self.shape = shape
        }

        static func of(_ object: any GoObject) -> any GoObject {
            guard case .pointer(let target, let type) = object.shape else { return object }
            return Indirect(goType: type, shape: target)
        }
    }

    static func html(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case 0: result += "\u{FFFD}".utf8
            case UInt8(ascii: "\""): result += "&#34;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            default: result.append(byte)
            }
        }
        return result
    }

    static func javaScript(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard byte < 0x80 else {
                let (scalar, length, _) = GoText.decode(text, at: index)
                if GoText.isPrintable(scalar) {
                    result += text[index..<(index + length)]
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    result += ("\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits).utf8
                }
                index += length
                continue
            }
            switch byte {
            case UInt8(ascii: "\\"): result += "\\\\".utf8
            case UInt8(ascii: "'"): result += "\\'".utf8
            case UInt8(ascii: "\""): result += "\\\"".utf8
            case UInt8(ascii: "<"): result += "\\u003C".utf8
            case UInt8(ascii: ">"): result += "\\u003E".utf8
            case UInt8(ascii: "&"): result += "\\u0026".utf8
            case UInt8(ascii: "="): result += "\\u003D".utf8
            case 0..<0x20:
                result += "\\u00".utf8
                result += [Digits.upper[Int(byte >> 4)], Digits.upper[Int(byte & 15)]]
            default: result.append(byte)
            }
            index += 1
        }
        return result
    }

    /// `url.QueryEscape`
    static func query(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: " "): result.append(UInt8(ascii: "+"))
            default: result += [UInt8(ascii: "%"), Digits.upper[Int(byte >> 4)], Digits.upper[Int(byte & 15)]]
            }
        }
        return result
    }
}
