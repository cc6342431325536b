extension GoTime {
    /// Go's `time.RFC3339Nano`.
    static let rfc3339 = Array("2006-01-02T15:04:05.999999999Z07:00".utf8)

    /// As `fmt` prints a time.
    var text: String {
        String(decoding: formatted(Array("2006-01-02 15:04:05.999999999 -0700 MST".utf8)), as: UTF8.self)
    }

    /// Go's `Time.Format`.
    func formatted(_ layout: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        let (civil, zone) = (civil, zoneNow)
        for piece in TimeLayout(layout).pieces {
            result += piece.prefix
            if let element = piece.element { result += Self.text(of: element, civil, zone).utf8 }
        }
        return result
    }

    private static func padded(_ value: Int64, _ width: Int, _ pad: Character = "0") -> String {
        let digits = String(value.magnitude)
        return (value < 0 ? "-" : "") + String(repeating: pad, count: max(0, width - digits.utf8.count)) + digits
    }

    private static func text(
        of element: TimeLayout.Element, _ civil: CivilTime, _ zone: (name: String, offset: Int)
    ) -> String {
        func two(_ value: Int) -> String { padded(Int64(value), 2) }
        let hour12 = civil.hour % 12 == 0 ? 12 : civil.hour % 12
        switch element {
        case .longYear: return padded(civil.year, 4)
        case .year: return two(Int(max(0, civil.year) % 100))
        case .longMonth: return TimeLayout.months[civil.month - 1]
        case .month: return String(TimeLayout.months[civil.month - 1].prefix(3))
        case .numberMonth: return String(civil.month)
        case .zeroMonth: return two(civil.month)
        case .longWeekday: return TimeLayout.weekdays[civil.weekday]
        case .weekday: return String(TimeLayout.weekdays[civil.weekday].prefix(3))
        case .day: return String(civil.day)
        case .spaceDay: return padded(Int64(civil.day), 2, " ")
        case .zeroDay: return two(civil.day)
        case .spaceYearDay: return padded(Int64(civil.dayOfYear), 3, " ")
        case .zeroYearDay: return padded(Int64(civil.dayOfYear), 3)
        case .hour: return two(civil.hour)
        case .hour12: return String(hour12)
        case .zeroHour12: return two(hour12)
        case .minute: return String(civil.minute)
        case .zeroMinute: return two(civil.minute)
        case .second: return String(civil.second)
        case .zeroSecond: return two(civil.second)
        case .upperPM: return civil.hour >= 12 ? "PM" : "AM"
        case .lowerPM: return civil.hour >= 12 ? "pm" : "am"
        case .zoneName:
            return zone.name.isEmpty ? offset(zone.offset, hasColon: false, .minutes) : zone.name
        case .offset(let isISO, let hasColon, let precision):
            return isISO && zone.offset == 0 ? "Z" : offset(zone.offset, hasColon: hasColon, precision)
        case .fraction(let digits, let isTrimmed, let separator):
            return fraction(civil.nanoseconds, digits, isTrimmed, separator)
        }
    }

    private static func offset(
        _ seconds: Int, hasColon: Bool, _ precision: TimeLayout.OffsetPrecision
    ) -> String {
        let minutes = seconds.magnitude / 60
        let colon = hasColon ? ":" : ""
        // Go takes the sign from whole minutes.
        var text = seconds / 60 < 0 ? "-" : "+"
        text += padded(Int64(minutes / 60), 2)
        if precision != .hours { text += colon + padded(Int64(minutes % 60), 2) }
        if precision == .seconds { text += colon + padded(Int64(seconds.magnitude % 60), 2) }
        return text
    }

    private static func fraction(_ nanoseconds: Int, _ digits: Int, _ isTrimmed: Bool, _ separator: UInt8) -> String {
        if isTrimmed, nanoseconds == 0 { return "" }
        var text = Substring(padded(Int64(nanoseconds), 9)).prefix(digits)
        if isTrimmed {
            while text.last == "0" { text.removeLast() }
            if text.isEmpty { return "" }
        }
        return String(Unicode.Scalar(separator)) + text
    }
}
