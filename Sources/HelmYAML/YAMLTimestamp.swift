/// The forms that go-yaml takes for a time.
enum YAMLTimestamp {
    /// Go: yaml.v2 resolve.go, parseTimestamp, with the leniency of `time.Parse`.
    static func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 8, bytes[4] == UInt8(ascii: "-"), bytes[0..<4].allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
            return false
        }
        var cursor = Cursor(bytes: bytes, position: 0)
        return cursor.readDate() && (cursor.isAtEnd || cursor.readTime())
    }

    private struct Cursor {
        let bytes: UnsafeBufferPointer<UInt8>
        var position: Int

        var isAtEnd: Bool { position == bytes.count }

        private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        private mutating func skip(_ byte: UInt8) -> Bool {
            guard peek == byte else { return false }
            position += 1
            return true
        }

        private mutating func digit() -> Int? {
            guard let byte = peek, byte >= 48, byte <= 57 else { return nil }
            position += 1
            return Int(byte) - 48
        }

        /// One or two digits.
        private mutating func number() -> Int? {
            guard let first = digit() else { return nil }
            guard let second = digit() else { return first }
            return first * 10 + second
        }

        mutating func readDate() -> Bool {
            var year = 0
            for _ in 0..<4 { year = year * 10 + (digit() ?? 0) }
            guard skip(UInt8(ascii: "-")), let month = number(), (1...12).contains(month), skip(UInt8(ascii: "-")),
                let day = number()
            else { return false }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return day >= 1 && day <= days[month - 1]
        }

        /// `T` and a zone, or a space and none.
        mutating func readTime() -> Bool {
            let hasZone = skip(UInt8(ascii: "T")) || skip(UInt8(ascii: "t"))
            if !hasZone {
                guard skip(UInt8(ascii: " ")) else { return false }
                while skip(UInt8(ascii: " ")) {}
            }
            guard let hour = number(), hour < 24, skip(UInt8(ascii: ":")), let minute = number(), minute < 60,
                skip(UInt8(ascii: ":")), let second = number(), second < 60
            else { return false }
            skipFraction()
            return (!hasZone || readZone()) && isAtEnd
        }

        private mutating func skipFraction() {
            guard position + 1 < bytes.count,
                bytes[position] == UInt8(ascii: ".") || bytes[position] == UInt8(ascii: ","),
                bytes[position + 1] >= 48, bytes[position + 1] <= 57
            else { return }
            position += 1
            while digit() != nil {}
        }

        private mutating func readZone() -> Bool {
            if skip(UInt8(ascii: "Z")) { return true }
            guard skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-")) else { return false }
            guard let h1 = digit(), let h2 = digit(), skip(UInt8(ascii: ":")), let m1 = digit(), let m2 = digit() else {
                return false
            }
            return h1 * 10 + h2 <= 24 && m1 * 10 + m2 <= 60
        }
    }
}
