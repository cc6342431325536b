internal import HelmValues

/// go-yaml's order of keys: numbers inside them by value, letters after everything else. Go: sorter.go.
enum YAMLKeyOrder {
    static func sorted(_ map: ValueMap, _ dialect: YAMLDialect) -> [ValueMap.Entry] {
        let entries = Array(map)
        // Maps are sorted by bytes, which is the same order for keys of letters, `-`, `.` and `/`.
        if entries.count < 2 || entries.allSatisfy({ hasPlainOrder($0.key) }) { return entries }
        let decorated = entries.map { (scalars: Array($0.key.unicodeScalars), entry: $0) }
        return decorated.sorted { precedes($0.scalars, $1.scalars, dialect) }.map(\.entry)
    }

    private static func hasPlainOrder(_ key: String) -> Bool {
        key.utf8.allSatisfy { byte in
            (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 45 && byte <= 47)
        }
    }

    private static func precedes(
        _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], _ dialect: YAMLDialect
    ) -> Bool {
        var isInNumber = false
        for index in 0..<min(left.count, right.count) {
            let (a, b) = (left[index], right[index])
            if a == b {
                isInNumber = isDigit(a)
                continue
            }
            let (aIsLetter, bIsLetter) = (isLetter(a), isLetter(b))
            if aIsLetter, bIsLetter { return a < b }
            if aIsLetter || bIsLetter { return dialect == .v3 && isInNumber ? aIsLetter : bIsLetter }
            return precedesByNumber(left, right, at: index)
        }
        return left.count < right.count
    }

    private static func precedesByNumber(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], at index: Int) -> Bool {
        // Zeros inside a number count; a 1 in front of both keeps them.
        var start: Int64 = 0
        if left[index] == "0" || right[index] == "0" {
            var place = index - 1
            while place >= 0, isDigit(left[place]) {
                if left[place] != "0" {
                    start = 1
                    break
                }
                place -= 1
            }
        }
        let (a, aEnd) = number(left, from: index, start: start)
        let (b, bEnd) = number(right, from: index, start: start)
        if a != b { return a < b }
        if aEnd != bEnd { return aEnd < bEnd }
        return left[index] < right[index]
    }

    private static func number(_ text: [Unicode.Scalar], from index: Int, start: Int64) -> (Int64, end: Int) {
        var (value, place) = (start, index)
        while place < text.count, isDigit(text[place]) {
            value = value &* 10 &+ (Int64(text[place].value) - 48)
            place += 1
        }
        return (value, place)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x80
            ? scalar.value >= 48 && scalar.value <= 57 : scalar.properties.generalCategory == .decimalNumber
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value | 0x20 >= 97 && scalar.value | 0x20 <= 122 }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }
}
