/// A layout in Go's manner, cut into literal text and elements such as `2006`, `Jan`, `-07:00`.
struct TimeLayout {
    enum Element: Equatable {
        case longYear, year
        case longMonth, month, numberMonth, zeroMonth
        case longWeekday, weekday
        case day, spaceDay, zeroDay, spaceYearDay, zeroYearDay
        case hour, hour12, zeroHour12
        case minute, zeroMinute, second, zeroSecond
        case upperPM, lowerPM
        case zoneName
        /// An offset: `Z` for none or not, a colon or not, down to hours, minutes or seconds.
        case offset(isISO: Bool, hasColon: Bool, precision: OffsetPrecision)
        /// Digits behind a separator; `isTrimmed` for nines.
        case fraction(digits: Int, isTrimmed: Bool, separator: UInt8)
    }

    enum OffsetPrecision {
        case hours, minutes, seconds
    }

    struct Piece {
        /// The literal text in front.
        let prefix: [UInt8]
        /// Nil at the end of the layout.
        let element: Element?
        let elementText: [UInt8]
    }

    let pieces: [Piece]

    init(_ layout: [UInt8]) {
        var pieces: [Piece] = []
        var (start, index) = (0, 0)
        while index < layout.count {
            guard let (element, skipped, count) = Self.element(layout, at: index) else {
                index += 1
                continue
            }
            let from = index + skipped
            pieces.append(
                Piece(
                    prefix: Array(layout[start..<from]), element: element,
                    elementText: Array(layout[from..<(from + count)])
                )
            )
            index = from + count
            start = index
        }
        pieces.append(Piece(prefix: Array(layout[start...]), element: nil, elementText: []))
        self.pieces = pieces
    }

    /// The element at `index`: with the bytes before it that are literal after all, and its length.
    private static func element(_ layout: [UInt8], at index: Int) -> (Element, skipped: Int, count: Int)? {
        let rest = layout[index...]
        func starts(_ text: String) -> Bool { rest.starts(with: text.utf8) }
        func lower(after count: Int) -> Bool {
            rest.count > count && (97...122).contains(rest[index + count])
        }
        switch Character(Unicode.Scalar(layout[index])) {
        case "J":
            if starts("January") { return (.longMonth, 0, 7) }
            if starts("Jan"), !lower(after: 3) { return (.month, 0, 3) }
        case "M":
            if starts("Monday") { return (.longWeekday, 0, 6) }
            if starts("Mon"), !lower(after: 3) { return (.weekday, 0, 3) }
            if starts("MST") { return (.zoneName, 0, 3) }
        case "0":
            let twos: [Element] = [.zeroMonth, .zeroDay, .zeroHour12, .zeroMinute, .zeroSecond, .year]
            if rest.count >= 2, (49...54).contains(rest[index + 1]) { return (twos[Int(rest[index + 1]) - 49], 0, 2) }
            if starts("002") { return (.zeroYearDay, 0, 3) }
        case "1": return starts("15") ? (.hour, 0, 2) : (.numberMonth, 0, 1)
        case "2": return starts("2006") ? (.longYear, 0, 4) : (.day, 0, 1)
        case "_":
            if starts("_2006") { return (.longYear, 1, 4) }
            if starts("_2") { return (.spaceDay, 0, 2) }
            if starts("__2") { return (.spaceYearDay, 0, 3) }
        case "3": return (.hour12, 0, 1)
        case "4": return (.minute, 0, 1)
        case "5": return (.second, 0, 1)
        case "P": if starts("PM") { return (.upperPM, 0, 2) }
        case "p": if starts("pm") { return (.lowerPM, 0, 2) }
        case "-", "Z": return offset(rest)
        case ".", ",": return fraction(rest)
        default: break
        }
        return nil
    }

    private static func offset(_ rest: ArraySlice<UInt8>) -> (Element, skipped: Int, count: Int)? {
        let forms: [(String, hasColon: Bool, OffsetPrecision)] = [
            ("070000", false, .seconds), ("07:00:00", true, .seconds), ("0700", false, .minutes),
            ("07:00", true, .minutes), ("07", false, .hours),
        ]
        let isISO = rest.first == UInt8(ascii: "Z")
        for (text, hasColon, precision) in forms where rest.dropFirst().starts(with: text.utf8) {
            return (.offset(isISO: isISO, hasColon: hasColon, precision: precision), 0, text.utf8.count + 1)
        }
        return nil
    }

    /// A separator and zeros or nines, when no other digit follows.
    private static func fraction(_ rest: ArraySlice<UInt8>) -> (Element, skipped: Int, count: Int)? {
        guard let separator = rest.first, let digit = rest.dropFirst().first, digit == 48 || digit == 57 else {
            return nil
        }
        let digits = rest.dropFirst().prefix { $0 == digit }.count
        if let next = rest.dropFirst(1 + digits).first, next >= 48, next <= 57 { return nil }
        return (.fraction(digits: digits, isTrimmed: digit == 57, separator: separator), 0, digits + 1)
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
