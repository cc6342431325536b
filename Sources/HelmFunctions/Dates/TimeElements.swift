extension TimeParser {
    mutating func read(_ element: TimeLayout.Element, next: TimeLayout.Piece?) throws(Failure) {
        switch element {
        case .year:
            let short = try signedNumber(2)
            year = short >= 69 ? short + 1900 : short + 2000
        case .longYear:
            guard isDigit(0) else { throw .bad }
            year = try signedNumber(4)
        case .month: month = try name(TimeLayout.months.map { String($0.prefix(3)) }) + 1
        case .longMonth: month = try name(TimeLayout.months) + 1
        case .numberMonth, .zeroMonth:
            month = try number("month", 1...12, isFixed: element == .zeroMonth)
        case .weekday: _ = try name(TimeLayout.weekdays.map { String($0.prefix(3)) })
        case .longWeekday: _ = try name(TimeLayout.weekdays)
        case .day, .spaceDay, .zeroDay:
            if element == .spaceDay, rest.first == 32 { rest = rest.dropFirst() }
            day = try number(isFixed: element == .zeroDay)
        case .spaceYearDay, .zeroYearDay: yearDay = try readYearDay(isFixed: element == .zeroYearDay)
        case .hour: hour = try number("hour", 0...23, isFixed: false)
        case .hour12, .zeroHour12: hour = try number("hour", 0...12, isFixed: element == .zeroHour12)
        case .minute, .zeroMinute: minute = try number("minute", 0...59, isFixed: element == .zeroMinute)
        case .second, .zeroSecond:
            second = try number("second", 0...59, isFixed: element == .zeroSecond)
            try readUnaskedFraction(next)
        case .upperPM: isPM = try readHalf("PM", "AM")
        case .lowerPM: isPM = try readHalf("pm", "am")
        case .zoneName: try readZoneName()
        case .offset(let isISO, let hasColon, let precision):
            if isISO, rest.first == UInt8(ascii: "Z") {
                rest = rest.dropFirst()
                isUTC = true
            } else {
                try readOffset(hasColon, precision)
            }
        case .fraction(let digits, let isTrimmed, _):
            if isTrimmed {
                guard rest.count >= 2, isSeparator, isDigit(1) else { return }
                nanoseconds = try fraction(rest.dropFirst().prefix { $0 >= 48 && $0 <= 57 }.count)
            } else {
                nanoseconds = try fraction(digits)
            }
        }
    }

    private func isDigit(_ offset: Int) -> Bool {
        offset < rest.count && (48...57).contains(rest[rest.startIndex + offset])
    }

    private var isSeparator: Bool { rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") }

    /// One or two digits; two when `isFixed`.
    private mutating func number(isFixed: Bool) throws(Failure) -> Int {
        guard isDigit(0), isDigit(1) || !isFixed else { throw .bad }
        let digits = rest.prefix(isDigit(1) ? 2 : 1)
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    private mutating func number(_ what: String, _ range: ClosedRange<Int>, isFixed: Bool) throws(Failure) -> Int {
        let value = try number(isFixed: isFixed)
        if !range.contains(value) { throw .range(what) }
        return value
    }

    private mutating func signedNumber(_ count: Int) throws(Failure) -> Int64 {
        guard rest.count >= count, let value = Int64(String(decoding: rest.prefix(count), as: UTF8.self)) else {
            throw .bad
        }
        rest = rest.dropFirst(count)
        return value
    }

    private mutating func readYearDay(isFixed: Bool) throws(Failure) -> Int {
        if !isFixed {
            for _ in 0..<2 where rest.first == 32 { rest = rest.dropFirst() }
        }
        let digits = rest.prefix(3).prefix { $0 >= 48 && $0 <= 57 }
        if digits.isEmpty || (isFixed && digits.count != 3) { throw .bad }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    /// The index of the name that the text starts with, whatever its case.
    private mutating func name(_ names: [String]) throws(Failure) -> Int {
        let index = names.firstIndex { name in
            rest.count >= name.utf8.count && zip(rest, name.utf8).allSatisfy { $0 == $1 || ($0 | 32) == ($1 | 32) }
        }
        guard let index else { throw .bad }
        rest = rest.dropFirst(names[index].utf8.count)
        return index
    }

    private mutating func readHalf(_ afternoon: String, _ morning: String) throws(Failure) -> Bool {
        let found = rest.prefix(2)
        let isAfternoon = found.elementsEqual(afternoon.utf8)
        guard isAfternoon || found.elementsEqual(morning.utf8) else { throw .bad }
        rest = rest.dropFirst(2)
        return isAfternoon
    }

    /// Go takes a fraction behind the seconds also where the layout has none.
    private mutating func readUnaskedFraction(_ next: TimeLayout.Piece?) throws(Failure) {
        guard isSeparator, isDigit(1) else { return }
        if case .fraction? = next?.element { return }
        nanoseconds = try fraction(rest.dropFirst().prefix { $0 >= 48 && $0 <= 57 }.count)
    }

    /// A separator and that many digits, of which nine count.
    private mutating func fraction(_ count: Int) throws(Failure) -> Int {
        guard rest.count > count, isSeparator else { throw .bad }
        let digits = rest.dropFirst().prefix(count)
        guard digits.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { throw .bad }
        rest = rest.dropFirst(count + 1)
        let used = digits.prefix(9)
        return (used.count..<9).reduce(used.reduce(0) { $0 * 10 + Int($1) - 48 }) { value, _ in value * 10 }
    }

    private mutating func readOffset(_ hasColon: Bool, _ precision: TimeLayout.OffsetPrecision) throws(Failure) {
        let sign = rest.first
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .bad }
        rest = rest.dropFirst()
        let count = precision == .hours ? 1 : precision == .minutes ? 2 : 3
        let (names, limits) = (["hour", "minute", "second"], [24, 60, 60])
        var total = 0
        for index in 0..<3 {
            total *= 60
            guard index < count else { continue }
            if index > 0, hasColon {
                guard rest.first == UInt8(ascii: ":") else { throw .bad }
                rest = rest.dropFirst()
            }
            total += try number("time zone offset \(names[index])", 0...limits[index], isFixed: true)
        }
        zoneOffset = sign == UInt8(ascii: "-") ? -total : total
    }

    private mutating func readZoneName() throws(Failure) {
        if rest.starts(with: "UTC".utf8) {
            isUTC = true
            rest = rest.dropFirst(3)
            return
        }
        guard let count = zoneNameLength, count > 0 else { throw .bad }
        zoneName = String(decoding: rest.prefix(count), as: UTF8.self)
        rest = rest.dropFirst(count)
    }

    /// Go: format.go, parseTimeZone.
    private var zoneNameLength: Int? {
        guard rest.count >= 3 else { return nil }
        if rest.starts(with: "ChST".utf8) || rest.starts(with: "MeST".utf8) { return 4 }
        if rest.starts(with: "GMT".utf8) { return 3 + Self.signedOffsetLength(rest.dropFirst(3)) }
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
            return Self.signedOffsetLength(rest)
        }
        let letters = rest.prefix(6).prefix { (65...90).contains($0) }
        switch letters.count {
        case 3: return 3
        case 4: return letters.last == UInt8(ascii: "T") || letters.elementsEqual("WITA".utf8) ? 4 : nil
        case 5: return letters.last == UInt8(ascii: "T") ? 5 : nil
        default: return nil
        }
    }

    private static func signedOffsetLength(_ text: ArraySlice<UInt8>) -> Int {
        guard text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") else { return 0 }
        let digits = text.dropFirst().prefix { $0 >= 48 && $0 <= 57 }
        guard let value = Int(String(decoding: digits, as: UTF8.self)), value <= 23 else { return 0 }
        return 1 + digits.count
    }
}
