internal import HelmValues

/// Times as Go's encoding/json reads them into a `time.Time`.
enum GoTime {
    private static let layout = "2006-01-02T15:04:05Z07:00"

    /// Whether a text is RFC 3339 to the letter, as nearly all are.
    static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 20 else { return false }
        for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] as [(Int, Unicode.Scalar)]
        where text[place] != UInt8(ascii: mark) {
            return false
        }
        guard let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
            let hour = number(text, 11, 2), let minute = number(text, 14, 2), let second = number(text, 17, 2),
            month >= 1, month <= 12, day >= 1, day <= days(in: month, year), hour < 24, minute < 60, second < 60
        else { return false }
        var place = 19
        if text[place] == UInt8(ascii: ".") {
            place += 1
            let start = place
            while place < text.count, text[place] >= 48, text[place] <= 57 { place += 1 }
            if place == start { return false }
        }
        guard place < text.count else { return false }
        if text[place] == UInt8(ascii: "Z") { return place + 1 == text.count }
        guard text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-"), place + 6 == text.count,
            text[place + 3] == UInt8(ascii: ":"), let zoneHour = number(text, place + 1, 2),
            let zoneMinute = number(text, place + 4, 2)
        else { return false }
        return zoneHour < 24 && zoneMinute < 60
    }

    /// Go's error about a text that is no time; nil when it is one.
    // Go: time/format_rfc3339.go, parseStrictRFC3339, and format.go, parse
    static func fault(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.withUnsafeBufferPointer(isPlain) { return nil }
        var parser = Parser(bytes: bytes)
        switch parser.parse() {
        case .none: return nil
        case .missing(let element, let rest):
            return "parsing time \(quoted(bytes)) as \(quoted(Array(layout.utf8))): cannot parse \(quoted(rest)) as "
                + quoted(Array(element.utf8))
        case .told(let words): return "parsing time \(quoted(bytes)): \(words)"
        }
    }

    private static func quoted(_ text: some Sequence<UInt8>) -> String {
        // Go: time/format.go, quote: bytes that are not ASCII are told one by one.
        var result = "\""
        for byte in text.prefix(200) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x80: result += String(UnicodeScalar(byte))
            default: result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return result + "\""
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<(start + count) {
            guard text[index] >= 48, text[index] <= 57 else { return nil }
            value = value * 10 + Int(text[index] - 48)
        }
        return value
    }

    private static func days(in month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Goes through the layout element by element.
    private struct Parser {
        enum Fault {
            case none
            case missing(String, [UInt8])
            case told(String)
        }

        let bytes: [UInt8]
        var place = 0

        private var rest: [UInt8] { Array(bytes[place...]) }

        mutating func parse() -> Fault {
            guard let year = digits(4) else { return .missing("2006", rest) }
            guard skip("-") else { return .missing("-", rest) }
            guard let month = digits(2) else { return .missing("01", rest) }
            if month < 1 || month > 12 { return .told("month out of range") }
            guard skip("-") else { return .missing("-", rest) }
            guard let day = digits(2) else { return .missing("02", rest) }
            guard skip("T") else { return .missing("T", rest) }
            // The one element that may have a single digit.
            guard let hour = digits(2) ?? digits(1) else { return .missing("15", rest) }
            if hour >= 24 { return .told("hour out of range") }
            for (element, name) in [("04", "minute"), ("05", "second")] {
                guard skip(":") else { return .missing(":", rest) }
                guard let value = digits(2) else { return .missing(element, rest) }
                if value >= 60 { return .told("\(name) out of range") }
            }
            skipFraction()
            if let fault = zone() { return fault }
            if place < bytes.count { return .told("extra text: \(GoTime.quoted(rest))") }
            return day < 1 || day > GoTime.days(in: month, year) ? .told("day out of range") : .none
        }

        private mutating func zone() -> Fault? {
            let start = place
            if skip("Z") { return nil }
            guard skip("+") || skip("-"), let hour = digits(2), skip(":"), let minute = digits(2) else {
                place = start
                return .missing("Z07:00", rest)
            }
            if hour > 24 { return .told("time zone offset hour out of range") }
            return minute > 60 ? .told("time zone offset minute out of range") : nil
        }

        private mutating func digits(_ count: Int) -> Int? {
            guard place + count <= bytes.count else { return nil }
            defer { place += count }
            var value = 0
            for byte in bytes[place..<(place + count)] {
                guard byte >= 48, byte <= 57 else {
                    place -= count
                    return nil
                }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }

        private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: mark) else { return false }
            place += 1
            return true
        }

        private mutating func skipFraction() {
            guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: ".") || bytes[place] == UInt8(ascii: ","),
                bytes[place + 1] >= 48, bytes[place + 1] <= 57
            else { return }
            place += 2
            while place < bytes.count, bytes[place] >= 48, bytes[place] <= 57 { place += 1 }
        }
    }
}
