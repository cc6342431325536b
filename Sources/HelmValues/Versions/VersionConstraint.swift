/// A version constraint by the rules of Masterminds/semver v3, such as `>=1.19-0 <2 || ~3.1`.
///
/// Alternatives are separated by `||`; within one, spaces or commas mean "and". A pre-release version satisfies only an
/// alternative that itself names a pre-release.
public struct VersionConstraint: Sendable {
    private struct Alternative: Sendable {
        var comparisons: [VersionComparison] = []
        var namesPrerelease = false
    }

    private let alternatives: [Alternative]

    /// Longest constraint that is read; ranges are found by trying every place, so length costs its square.
    static let lengthLimit = 8192

    public init(_ text: String) throws(VersionError) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw VersionError(.badConstraint, "improper constraint: longer than \(Self.lengthLimit) bytes")
        }
        var alternatives: [Alternative] = []
        for part in Self.split(Self.rewritingRanges(Array(text.utf8))) {
            alternatives.append(try Self.alternative(part))
        }
        self.alternatives = alternatives
    }

    /// Whether `version` satisfies the constraint.
    public func allows(_ version: SemanticVersion) -> Bool {
        alternatives.contains { alternative in
            alternative.comparisons.allSatisfy { comparison in
                (version.prerelease.isEmpty || alternative.namesPrerelease) && comparison.allows(version)
            }
        }
    }

    /// Cuts at every `||`.
    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var index = 0
        let bar = UInt8(ascii: "|")
        while index < bytes.count {
            if bytes[index] == bar, index + 1 < bytes.count, bytes[index + 1] == bar {
                parts.append([])
                index += 2
            } else {
                parts[parts.count - 1].append(bytes[index])
                index += 1
            }
        }
        return parts
    }

    private static func alternative(_ bytes: [UInt8]) throws(VersionError) -> Alternative {
        func improper() -> VersionError {
            VersionError(.badConstraint, "improper constraint: \(quoted(bytes))")
        }
        func skipSpaces(_ index: inout Int) {
            while index < bytes.count, bytes[index].isPatternSpace { index += 1 }
        }
        var result = Alternative()
        var index = 0
        while true {
            skipSpaces(&index)
            let relation = VersionComparison.Relation(reading: bytes, at: &index)
            skipSpaces(&index)
            guard let scan = VersionScan(bytes, at: index, wildcards: true) else { throw improper() }
            index = scan.end
            let comparison = try VersionComparison(relation, scan)
            if !comparison.bound.prerelease.isEmpty { result.namesPrerelease = true }
            result.comparisons.append(comparison)
            if index == bytes.count { return result }
            let before = index
            skipSpaces(&index)
            if index == bytes.count { return result }
            if bytes[index] == UInt8(ascii: ",") {
                index += 1
            } else if index == before {
                throw improper()
            }
        }
    }

    /// Rewrites `1.2 - 2` to `>= 1.2, <= 2`.
    private static func rewritingRanges(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "-")) else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let (low, high, end) = range(bytes, at: index) {
                result += Array(">= ".utf8) + bytes[low] + Array(", <= ".utf8) + bytes[high] + [32]
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func range(_ bytes: [UInt8], at start: Int) -> (low: Range<Int>, high: Range<Int>, end: Int)? {
        func spaces(_ index: Int) -> Int {
            bytes[index...].firstIndex { !$0.isPatternSpace } ?? bytes.count
        }
        let from = spaces(start)
        guard let low = VersionScan(bytes, at: from, wildcards: true) else { return nil }
        let dash = spaces(low.end)
        guard dash > low.end, dash < bytes.count, bytes[dash] == UInt8(ascii: "-") else { return nil }
        let second = spaces(dash + 1)
        guard second > dash + 1, let high = VersionScan(bytes, at: second, wildcards: true) else { return nil }
        return (from..<low.end, second..<high.end, spaces(high.end))
    }

    /// As Go's `%q` writes the text, for what can stand in a constraint.
    private static func quoted(_ bytes: [UInt8]) -> String {
        var text = "\""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.value < 32 || scalar.value == 127:
                let hex = String(scalar.value, radix: 16)
                text += "\\x" + (hex.utf8.count == 1 ? "0" : "") + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
