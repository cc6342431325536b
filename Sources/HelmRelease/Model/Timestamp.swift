/// A point in time as Go's `time.Time` carries it through JSON: nanoseconds, and the offset it was written with.
public struct Timestamp: Sendable, Equatable {
    /// Seconds since 1970, UTC.
    public var seconds: Int64
    public var nanoseconds: Int32
    /// Seconds east of UTC; only texts show it.
    public var offset: Int32

    public init(seconds: Int64, nanoseconds: Int32 = 0, offset: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.offset = offset
    }

    /// From nanoseconds since 1970.
    public init(nanosecondsSince1970 total: Int64) {
        let (quotient, remainder) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        self.init(
            seconds: remainder < 0 ? quotient - 1 : quotient,
            nanoseconds: Int32(remainder < 0 ? remainder + 1_000_000_000 : remainder)
        )
    }

    /// Nanoseconds since 1970; nil outside of the years 1678 to 2262.
    public var nanosecondsSince1970: Int64? {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(Int64(nanoseconds))
        return overflow || carry ? nil : sum
    }

    /// Go's zero time, January 1 of the year 1: what an unset time is written as where it is not left out.
    public static let zero = Timestamp(seconds: -62_135_596_800)

    /// `2026-11-21T07:37:36.508370009Z`: Go's RFC3339Nano, trailing zeros of the fraction cut.
    public var rfc3339: String {
        let date = CivilTime(seconds: seconds + Int64(offset))
        var text = "\(date.dateText)T\(date.clockText)" + fraction
        if offset == 0 { return text + "Z" }
        text += offset < 0 ? "-" : "+"
        let minutes = abs(Int(offset)) / 60
        return text + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
    }

    /// `2026-11-21 07:37:14.249337546 +0000 UTC`: what Go prints of a time.
    public var goString: String {
        let date = CivilTime(seconds: seconds + Int64(offset))
        let text = "\(date.dateText) \(date.clockText)" + fraction
        if offset == 0 { return text + " +0000 UTC" }
        let minutes = abs(Int(offset)) / 60
        let zone = (offset < 0 ? "-" : "+") + padded(minutes / 60, 2) + padded(minutes % 60, 2)
        return "\(text) \(zone) \(zone)"
    }

    private var fraction: String {
        guard nanoseconds != 0 else { return "" }
        var digits = Array(padded(Int(nanoseconds), 9).utf8)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return "." + String(decoding: digits, as: UTF8.self)
    }
}

extension Timestamp: Comparable {
    public static func == (left: Self, right: Self) -> Bool {
        left.seconds == right.seconds && left.nanoseconds == right.nanoseconds
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

extension Timestamp {
    /// Reads RFC 3339 as Go's `time.Time.UnmarshalJSON` does; nil for anything else.
    public init?(rfc3339 text: String) {
        var reader = TimeReader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            (1...12).contains(month), day >= 1, day <= CivilTime.days(inMonth: month, of: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        guard let nanoseconds = reader.fraction(), let offset = reader.zone(), reader.isAtEnd else { return nil }
        let days = CivilTime.daysSince1970(year: year, month: month, day: day)
        let clock = hour * 3600 + minute * 60 + second
        self.init(seconds: Int64(days * 86400 + clock - offset), nanoseconds: nanoseconds, offset: Int32(offset))
    }
}

/// A date and time of day in the proleptic Gregorian calendar.
private struct CivilTime {
    var year, month, day, hour, minute, second: Int

    init(seconds: Int64) {
        var days = Int(seconds) / 86400
        var rest = Int(seconds) % 86400
        if rest < 0 {
            rest += 86400
            days -= 1
        }
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        // Days counted from March 1 of year 0, in eras of 400 years, so that the leap day ends a year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    var dateText: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
    var clockText: String { "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))" }
}

private struct TimeReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func digit() -> Int? {
        guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else { return nil }
        index += 1
        return Int(bytes[index - 1] - 0x30)
    }

    mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Nanoseconds; digits beyond the ninth are dropped.
    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var value: Int32 = 0
        var count = 0
        while let digit = digit() {
            if count < 9 { value = value * 10 + Int32(digit) }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 9)..<9 { value *= 10 }
        return value
    }

    mutating func zone() -> Int? {
        if take("Z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours <= 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
