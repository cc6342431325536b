internal import HelmTemplate
internal import HelmValues

/// Reads a text by a layout. Go: format.go, parse.
struct TimeParser {
    /// What one element may find wrong.
    enum Failure: Error {
        /// The text is not what the element wants.
        case bad
        /// A number is out of its range; what the number is.
        case range(String)
    }

    private let layout: [UInt8]
    private let text: [UInt8]
    var rest: ArraySlice<UInt8>

    var year: Int64 = 0
    var month: Int?
    var day: Int?
    var yearDay: Int?
    var (hour, minute, second, nanoseconds) = (0, 0, 0, 0)
    var isPM: Bool?
    var isUTC = false
    var zoneOffset: Int?
    var zoneName: String?

    /// The time that `text` gives by `layout`; without a zone in it, it is one in UTC.
    /// - Throws: `FunctionError` in Go's words.
    static func parse(_ layout: [UInt8], _ text: [UInt8], in zone: GoZone = .utc) throws -> GoTime {
        var parser = TimeParser(layout: layout, text: text)
        try parser.read()
        return try parser.time(in: zone)
    }

    private init(layout: [UInt8], text: [UInt8]) {
        self.layout = layout
        self.text = text
        rest = text[...]
    }

    private func error(_ element: [UInt8], _ found: ArraySlice<UInt8>) -> FunctionError {
        let (whole, layout) = (GoDuration.quoted(text), GoDuration.quoted(layout))
        let (value, wanted) = (GoDuration.quoted(Array(found)), GoDuration.quoted(element))
        return FunctionError("parsing time \(whole) as \(layout): cannot parse \(value) as \(wanted)")
    }

    private func error(_ message: String) -> FunctionError {
        FunctionError("parsing time \(GoDuration.quoted(text)): \(message)")
    }

    private mutating func read() throws {
        let pieces = TimeLayout(layout).pieces
        for (index, piece) in pieces.enumerated() {
            do { try skip(piece.prefix) } catch { throw self.error(piece.prefix, rest) }
            guard let element = piece.element else { break }
            let before = rest
            do throws(Failure) {
                try read(element, next: index + 1 < pieces.count ? pieces[index + 1] : nil)
            } catch {
                switch error {
                case .bad: throw self.error(piece.elementText, before)
                case .range(let what): throw self.error("\(what) out of range")
                }
            }
        }
        if !rest.isEmpty { throw error("extra text: \(GoDuration.quoted(Array(rest)))") }
    }

    /// Takes the literal text of the layout away; runs of spaces are as good as another.
    private mutating func skip(_ prefix: [UInt8]) throws(Failure) {
        var prefix = prefix[...]
        while let byte = prefix.first {
            if byte == 32 {
                if let found = rest.first, found != 32 { throw .bad }
                prefix = prefix.drop { $0 == 32 }
                rest = rest.drop { $0 == 32 }
                continue
            }
            guard rest.first == byte else { throw .bad }
            prefix = prefix.dropFirst()
            rest = rest.dropFirst()
        }
    }

    private func time(in zone: GoZone) throws -> GoTime {
        var civil = CivilTime(
            year: year, month: 1, day: 1, hour: hour, minute: minute, second: second, nanoseconds: nanoseconds
        )
        if isPM == true, hour < 12 { civil.hour += 12 }
        if isPM == false, hour == 12 { civil.hour = 0 }
        if let yearDay {
            (civil.month, civil.day) = try monthAndDay(yearDay)
        } else {
            (civil.month, civil.day) = (month ?? 1, day ?? 1)
        }
        if civil.day < 1 || civil.day > CivilTime.daysIn(civil.month, year) { throw error("day out of range") }
        if isUTC { return GoTime(civil, in: .utc) }
        if let zoneOffset {
            let shifted = GoTime(
                seconds: civil.seconds - Int64(zoneOffset), nanoseconds: nanoseconds, zone: .utc
            )
            if zoneOffset == 0, zoneName == nil || zoneName == "UTC" { return shifted }
            return shifted.shown(in: .fixed(zoneName ?? "", zoneOffset))
        }
        if let zoneName {
            var offset = 0
            // A zone's name alone tells no offset, except in the form GMT+3.
            if zoneName.hasPrefix("GMT"), zoneName.utf8.count > 3 { offset = (Int(zoneName.dropFirst(3)) ?? 0) * 3600 }
            return GoTime(seconds: civil.seconds, nanoseconds: nanoseconds, zone: .fixed(zoneName, offset))
        }
        return GoTime(civil, in: zone)
    }

    private func monthAndDay(_ yearDay: Int) throws -> (Int, Int) {
        let days = CivilTime.isLeap(year) ? 366 : 365
        guard (1...days).contains(yearDay) else { throw error("day-of-year out of range") }
        let date = CivilTime(
            CivilTime(
                year: year, month: 1, day: yearDay, hour: 0, minute: 0, second: 0, nanoseconds: 0
            ).seconds, 0
        )
        if let month, month != date.month { throw error("day-of-year does not match month") }
        if let day, day != date.day { throw error("day-of-year does not match day") }
        return (date.month, date.day)
    }
}
