/// The yearly rule behind a zone's last transition, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable {
    /// A day of the year and a second of it.
    private enum Day: Sendable {
        /// From 1 to 365, the leap day never counted.
        case julian(Int)
        /// From 0, the leap day counted.
        case zeroBased(Int)
        case weekday(month: Int, week: Int, day: Int)
    }

    private var (name, offset) = ("", 0)
    private var daylight: (name: String, offset: Int, start: (Day, Int), end: (Day, Int))?

    /// Nil when there is none or it cannot be read.
    init?(_ footer: ArraySlice<UInt8>) {
        guard footer.first == 10 else { return nil }
        var rest = footer.dropFirst().prefix { $0 != 10 }
        guard let name = Self.name(&rest), let offset = Self.clock(&rest) else { return nil }
        (self.name, self.offset) = (name, -offset)
        if rest.isEmpty { return }
        guard let summer = Self.name(&rest) else { return nil }
        var summerOffset = self.offset + 3600
        if rest.first != UInt8(ascii: ",") {
            guard let offset = Self.clock(&rest) else { return nil }
            summerOffset = -offset
        }
        guard let start = Self.change(&rest), let end = Self.change(&rest), rest.isEmpty else { return nil }
        daylight = (summer, summerOffset, start, end)
    }

    func lookup(_ seconds: Int64) -> (name: String, offset: Int) {
        guard let daylight else { return (name, offset) }
        let year = CivilTime(seconds &+ Int64(offset), 0).year
        let start = Self.seconds(daylight.start, year) &- Int64(offset)
        let end = Self.seconds(daylight.end, year) &- Int64(daylight.offset)
        let isSummer = start < end ? seconds >= start && seconds < end : !(seconds >= end && seconds < start)
        return isSummer ? (daylight.name, daylight.offset) : (name, offset)
    }

    private static func seconds(_ change: (Day, Int), _ year: Int64) -> Int64 {
        var civil = CivilTime(year: year, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanoseconds: 0)
        switch change.0 {
        case .julian(let day): civil.day = day + (CivilTime.isLeap(year) && day >= 60 ? 1 : 0)
        case .zeroBased(let day): civil.day = day + 1
        case .weekday(let month, let week, let day):
            civil.month = month
            civil.day = 1 + (day - civil.weekday + 7) % 7 + (week - 1) * 7
            if civil.day > CivilTime.daysIn(month, year) { civil.day -= 7 }
        }
        return civil.seconds &+ Int64(change.1)
    }

    // MARK: Reading

    private static func name(_ rest: inout ArraySlice<UInt8>) -> String? {
        let isQuoted = rest.first == UInt8(ascii: "<")
        if isQuoted { rest = rest.dropFirst() }
        let name = rest.prefix { byte in
            isQuoted ? byte != UInt8(ascii: ">") : (65...90).contains(byte) || (97...122).contains(byte)
        }
        rest = rest.dropFirst(name.count + (isQuoted ? 1 : 0))
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix(4).prefix { $0 >= 48 && $0 <= 57 }
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// `[-]h[:m[:s]]` in seconds.
    private static func clock(_ rest: inout ArraySlice<UInt8>) -> Int? {
        var sign = 1
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            sign = rest.first == UInt8(ascii: "-") ? -1 : 1
            rest = rest.dropFirst()
        }
        guard var total = number(&rest) else { return nil }
        total *= 3600
        for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let value = number(&rest) else { return nil }
            total += value * unit
        }
        return sign * total
    }

    private static func change(_ rest: inout ArraySlice<UInt8>) -> (Day, Int)? {
        guard rest.first == UInt8(ascii: ",") else { return nil }
        rest = rest.dropFirst()
        guard let day = day(&rest) else { return nil }
        guard rest.first == UInt8(ascii: "/") else { return (day, 7200) }
        rest = rest.dropFirst()
        return clock(&rest).map { (day, $0) }
    }

    private static func day(_ rest: inout ArraySlice<UInt8>) -> Day? {
        switch rest.first {
        case UInt8(ascii: "M"):
            var numbers: [Int] = []
            for _ in 0..<3 {
                rest = rest.dropFirst()
                guard let value = number(&rest) else { return nil }
                numbers.append(value)
            }
            guard (1...12).contains(numbers[0]), (1...5).contains(numbers[1]), (0...6).contains(numbers[2]) else {
                return nil
            }
            return .weekday(month: numbers[0], week: numbers[1], day: numbers[2])
        case UInt8(ascii: "J"):
            rest = rest.dropFirst()
            return number(&rest).map { .julian($0) }
        default:
            return number(&rest).map { .zeroBased($0) }
        }
    }
}
