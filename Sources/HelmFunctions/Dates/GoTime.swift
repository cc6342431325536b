internal import HelmValues

/// A point in time with the zone that it is shown in: Go's `time.Time` without its monotonic part.
struct GoTime: Sendable {
    /// Since 1970, UTC.
    var seconds: Int64
    /// From 0 to 999,999,999.
    var nanoseconds: Int
    var zone: GoZone

    /// Seconds from the year 1 to 1970.
    private static let epoch: Int64 = 62_135_596_800

    /// Go's zero time: the start of the year 1, UTC.
    static let zero = GoTime(seconds: -epoch, nanoseconds: 0, zone: .utc)

    var isZero: Bool { seconds == -Self.epoch && nanoseconds == 0 }

    func shown(in zone: GoZone) -> GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone) }

    // MARK: Arithmetic

    func adding(_ duration: GoDuration) -> GoTime {
        let total = nanoseconds + Int(duration.nanoseconds % 1_000_000_000)
        let carry: Int64 = total < 0 ? -1 : total >= 1_000_000_000 ? 1 : 0
        return GoTime(
            seconds: seconds &+ duration.nanoseconds / 1_000_000_000 &+ carry,
            nanoseconds: total - Int(carry) * 1_000_000_000, zone: zone
        )
    }

    /// The distance from `other`, cut to what a duration can hold.
    func since(_ other: GoTime) -> GoDuration {
        GoDuration(nanoseconds: Int64(clamping: sinceYearOne - other.sinceYearOne))
    }

    private var sinceYearOne: Int128 {
        (Int128(seconds) + Int128(Self.epoch)) * 1_000_000_000 + Int128(nanoseconds)
    }

    /// Rounded down to a multiple of `duration` since the year 1, or to the nearest one, halves up.
    func truncated(_ duration: GoDuration, rounding: Bool = false) -> GoTime {
        guard duration.nanoseconds > 0 else { return self }
        let unit = Int128(duration.nanoseconds)
        let rest = ((sinceYearOne % unit) + unit) % unit
        let down = adding(GoDuration(nanoseconds: -Int64(rest)))
        return rounding && rest + rest >= unit ? down.adding(duration) : down
    }

    func compare(to other: GoTime) -> Int {
        if seconds != other.seconds { return seconds < other.seconds ? -1 : 1 }
        return nanoseconds == other.nanoseconds ? 0 : nanoseconds < other.nanoseconds ? -1 : 1
    }

    // MARK: Calendar

    /// Name and offset of the zone at this time.
    var zoneNow: (name: String, offset: Int) { zone.lookup(seconds) }

    var civil: CivilTime { CivilTime(seconds &+ Int64(zoneNow.offset), nanoseconds) }

    /// The time of a date and clock in `zone`; numbers beyond their range carry over.
    init(_ civil: CivilTime, in zone: GoZone) {
        let local = civil.seconds
        self.init(seconds: local, nanoseconds: civil.nanoseconds, zone: zone)
        // The offset is that of the time before or after a change of clocks, whichever fits: Go: time.go, Date.
        let guess = zone.lookup(local).offset
        if guess != 0 {
            var fitted = local &- Int64(guess)
            let offset = zone.lookup(fitted).offset
            if offset != guess { fitted = local &- Int64(offset) }
            seconds = fitted
        }
    }

    init(seconds: Int64, nanoseconds: Int, zone: GoZone) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.zone = zone
    }

    /// So many years, months and days later; a day that the month has not carries over.
    func adding(years: Int, months: Int, days: Int) -> GoTime {
        var civil = civil
        civil.year &+= Int64(years)
        civil.month &+= months
        civil.day &+= days
        return GoTime(civil, in: zone)
    }
}

/// A date and a clock without a zone.
struct CivilTime: Sendable {
    var year: Int64
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var nanoseconds: Int

    init(year: Int64, month: Int, day: Int, hour: Int, minute: Int, second: Int, nanoseconds: Int) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.nanoseconds = nanoseconds
    }

    /// The date of so many seconds since 1970, by the Gregorian calendar in both directions.
    init(_ seconds: Int64, _ nanoseconds: Int) {
        let (days, clock) = Self.floored(seconds, 86_400)
        // Years begin in March here, so that the leap day is the last one.
        let (era, dayOfEra) = Self.floored(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        hour = Int(clock / 3600)
        minute = Int(clock % 3600 / 60)
        second = Int(clock % 60)
        self.nanoseconds = nanoseconds
    }

    private static func floored(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let rest = (value % divisor + divisor) % divisor
        // Near the lowest number the difference wraps around, as all of Go's arithmetic does.
        return ((value &- rest) / divisor, rest)
    }

    /// Days from 1970 to the first of the month, which may be out of range.
    private static func days(_ year: Int64, _ month: Int) -> Int64 {
        let (carry, index) = floored(Int64(month) &- 1, 12)
        let year = year &+ carry &- (index < 2 ? 1 : 0)
        let (era, yearOfEra) = floored(year, 400)
        let dayOfYear = (153 * (index < 2 ? index + 10 : index - 2) + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era &* 146_097 &+ dayOfEra &- 719_468
    }

    /// Since 1970.
    var seconds: Int64 {
        let days = Self.days(year, month) &+ Int64(day) &- 1
        return days &* 86_400 &+ Int64(hour) * 3600 &+ Int64(minute) * 60 &+ Int64(second)
    }

    /// From 0 for Sunday.
    var weekday: Int { Int(Self.floored(Self.days(year, month) &+ Int64(day) &- 1 &+ 4, 7).rest) }

    /// From 1.
    var dayOfYear: Int { Int(Self.days(year, month) &- Self.days(year, 1)) + day }

    static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func daysIn(_ month: Int, _ year: Int64) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}
