internal import HelmTemplate

/// Texts by chance, from a cryptographic source. Sprig: strings.go, crypto.go, with goutils' character sets.
enum RandomTexts {
    static let family: FunctionFamily = [
        "randAlphaNum": random(digits + letters),
        "randAlpha": random(letters),
        "randNumeric": random(digits),
        "randAscii": random(Array(32...126)),
        "randBytes": TemplateFunction([.int]) { arguments, call in
            let count = arguments[0].integer
            if count < 0 { throw FunctionError.panic("runtime error: makeslice: len out of range") }
            try Limits.checkRandom(count)
            return .string(bytes: Encoding.base64(call.environment.randomBytes(count)))
        },
        "shuffle": TemplateFunction([.string]) { arguments, call in
            var runes = Runes.all(arguments[0].bytes)
            let source = Randomness(call.environment)
            for index in runes.indices.dropFirst().reversed() { runes.swapAt(index, source.below(index + 1)) }
            return .string(bytes: Runes.encode(runes))
        },
        "uuidv4": TemplateFunction([]) { _, call in
            var bytes = call.environment.randomBytes(16)
            guard bytes.count == 16 else { throw FunctionError("no random source") }
            bytes[6] = bytes[6] & 0x0F | 0x40
            bytes[8] = bytes[8] & 0x3F | 0x80
            var text = Encoding.hex(bytes)
            for place in [8, 13, 18, 23] { text.insert(UInt8(ascii: "-"), at: place) }
            return .string(bytes: text)
        },
    ]

    private static let digits: [UInt8] = Array(48...57)
    private static let letters: [UInt8] = Array(65...90) + Array(97...122)

    private static func random(_ characters: [UInt8]) -> TemplateFunction {
        TemplateFunction([.int]) { arguments, call in
            let count = arguments[0].integer
            if count <= 0 { return .string("") }
            try Limits.checkRandom(count)
            return .string(bytes: Randomness(call.environment).text(count, of: characters))
        }
    }
}
