internal import HelmValues

/// Numbers and flags of paths and queries, refused in the words of Go's strconv.
enum GoNumbers {
    static func atoi(_ text: String) throws(APIError) -> Int {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw APIError(.badRequest, "strconv.Atoi: parsing \(GoQuote.quoted(text)): invalid syntax")
        }
        guard let number = Int(text) else {
            throw APIError(.badRequest, "strconv.Atoi: parsing \(GoQuote.quoted(text)): value out of range")
        }
        return number
    }

    static func parseBool(_ text: String) throws(APIError) -> Bool {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: throw APIError(.badRequest, "strconv.ParseBool: parsing \(GoQuote.quoted(text)): invalid syntax")
        }
    }
}
