/// The grammar that versions and constraints share: numbers (or wildcards) with dots, `-pre.release`, `+meta.data`.
struct VersionScan {
    /// One to three runs of digits, or of digits and wildcards.
    private(set) var parts: [ArraySlice<UInt8>] = []
    private(set) var prerelease = ""
    private(set) var metadata = ""
    /// The first byte behind the version.
    private(set) var end: Int

    /// Reads as much of `bytes` from `start` as belongs to a version; nil when nothing does.
    init?(_ bytes: [UInt8], at start: Int, wildcards: Bool) {
        end = start
        if end < bytes.count, bytes[end] == UInt8(ascii: "v") { end += 1 }
        func isPart(_ byte: UInt8) -> Bool { byte.isDigit || (wildcards && byte.isWildcard) }
        while parts.count < 3 {
            var from = end
            if !parts.isEmpty {
                guard from < bytes.count, bytes[from] == UInt8(ascii: ".") else { break }
                from += 1
            }
            var to = from
            while to < bytes.count, isPart(bytes[to]) { to += 1 }
            if to == from { break }
            parts.append(bytes[from..<to])
            end = to
        }
        if parts.isEmpty { return nil }
        prerelease = Self.identifiers(bytes, after: UInt8(ascii: "-"), at: &end)
        metadata = Self.identifiers(bytes, after: UInt8(ascii: "+"), at: &end)
    }

    private static func identifiers(_ bytes: [UInt8], after mark: UInt8, at end: inout Int) -> String {
        guard end < bytes.count, bytes[end] == mark else { return "" }
        var (index, last) = (end + 1, end + 1)
        while index < bytes.count, bytes[index].isIdentifier {
            while index < bytes.count, bytes[index].isIdentifier { index += 1 }
            last = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { break }
            index += 1
        }
        guard last > end + 1 else { return "" }
        defer { end = last }
        return String(decoding: bytes[(end + 1)..<last], as: UTF8.self)
    }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// Masterminds writes its wildcards as a class that holds `|` as well.
    var isWildcard: Bool {
        switch self {
        case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "*"), UInt8(ascii: "|"): true
        default: false
        }
    }

    var isIdentifier: Bool {
        isDigit || self == UInt8(ascii: "-")
            || (self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z"))
            || (self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z"))
    }

    /// The spaces of a regular expression's `\s`.
    var isPatternSpace: Bool { self == 32 || (self >= 9 && self <= 13 && self != 11) }
}

extension SemanticVersion {
    static func number(_ digits: ArraySlice<UInt8>) throws(VersionError) -> UInt64 {
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.allSatisfy(\.isDigit) else {
            throw VersionError(.invalid, "error parsing version segment: \(text)")
        }
        guard let number = UInt64(text) else {
            throw VersionError(
                .outOfRange,
                "error parsing version segment: strconv.ParseUint: parsing \"\(text)\": value out of range"
            )
        }
        return number
    }

    static func validate(prerelease: String) throws(VersionError) {
        for part in prerelease.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            if part.isEmpty { throw VersionError(.invalid, "invalid prerelease string") }
            if part.allSatisfy(\.isDigit) {
                if part.count > 1, part.first == UInt8(ascii: "0") {
                    throw VersionError(.invalid, "version segment starts with 0")
                }
            } else if !part.allSatisfy(\.isIdentifier) {
                throw VersionError(.invalid, "invalid prerelease string")
            }
        }
    }

    static func validate(metadata: String) throws(VersionError) {
        for part in metadata.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        where part.isEmpty || !part.allSatisfy(\.isIdentifier) {
            throw VersionError(.invalid, "invalid metadata string")
        }
    }

    /// A version without pre-release comes after every one with; parts compare as numbers where both are.
    static func comparePrereleases(_ left: String, _ right: String) -> Int {
        if left.isEmpty || right.isEmpty {
            return left.isEmpty == right.isEmpty ? 0 : left.isEmpty ? 1 : -1
        }
        let dot = UInt8(ascii: ".")
        let lefts = left.utf8.split(separator: dot, omittingEmptySubsequences: false).map { String($0) ?? "" }
        let rights = right.utf8.split(separator: dot, omittingEmptySubsequences: false).map { String($0) ?? "" }
        for index in 0..<max(lefts.count, rights.count) {
            guard index < lefts.count else { return -1 }
            guard index < rights.count else { return 1 }
            let (a, b) = (lefts[index], rights[index])
            if bytesEqual(a, b) { continue }
            switch (UInt64(a), UInt64(b)) {
            case (let a?, let b?): return a > b ? 1 : -1
            case (_?, nil): return -1
            case (nil, _?): return 1
            case (nil, nil): return compareBytes(a, b)
            }
        }
        return 0
    }
}
