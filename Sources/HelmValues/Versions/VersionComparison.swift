/// One operator with its version, such as `~1.2.x`.
struct VersionComparison: Sendable {
    enum Relation: Sendable {
        case equal, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret
    }

    /// How much of the bound was written out.
    enum Precision: Sendable {
        case none, major, minor, whole
    }

    let relation: Relation
    /// The version with zeros where wildcards stood.
    let bound: SemanticVersion
    let precision: Precision

    init(_ relation: Relation, _ scan: VersionScan) throws(VersionError) {
        func isWildcard(_ index: Int) -> Bool {
            guard index < scan.parts.count else { return true }
            let part = scan.parts[index]
            return part.count == 1 && part.allSatisfy { $0.isWildcard && $0 != UInt8(ascii: "|") }
        }
        self.relation = relation
        precision = isWildcard(0) ? .none : isWildcard(1) ? .major : isWildcard(2) ? .minor : .whole
        let known = precision == .none ? 0 : precision == .major ? 1 : precision == .minor ? 2 : 3
        do {
            var numbers: [UInt64] = [0, 0, 0]
            for index in 0..<known { numbers[index] = try SemanticVersion.number(scan.parts[index]) }
            if !scan.prerelease.isEmpty { try SemanticVersion.validate(prerelease: scan.prerelease) }
            // Helm: constraints.go, parseConstraint drops the metadata of a bound with wildcards.
            bound = SemanticVersion(
                major: numbers[0], minor: numbers[1], patch: numbers[2], prerelease: scan.prerelease,
                metadata: known == 3 ? scan.metadata : ""
            )
        } catch {
            throw VersionError(.badConstraint, "constraint parser error")
        }
    }

    func allows(_ version: SemanticVersion) -> Bool {
        switch relation {
        case .equal: precision == .whole ? version.compare(to: bound) == 0 : allowsTilde(version)
        case .notEqual: allowsNotEqual(version)
        case .greater: allowsGreater(version)
        case .less: version.compare(to: bound) < 0
        case .greaterOrEqual: version.compare(to: bound) >= 0
        case .lessOrEqual: allowsLessOrEqual(version)
        case .tilde: allowsTilde(version)
        case .caret: allowsCaret(version)
        }
    }

    private func allowsNotEqual(_ version: SemanticVersion) -> Bool {
        switch precision {
        case .whole, .none:
            return version.compare(to: bound) != 0
        case .major:
            return version.major != bound.major
        case .minor:
            if version.major != bound.major || version.minor != bound.minor { return true }
            if version.prerelease.isEmpty && bound.prerelease.isEmpty { return false }
            return version.prerelease != bound.prerelease
        }
    }

    private func allowsGreater(_ version: SemanticVersion) -> Bool {
        if precision == .whole || precision == .none { return version.compare(to: bound) > 0 }
        if version.major != bound.major { return version.major > bound.major }
        return precision == .minor && version.minor > bound.minor
    }

    private func allowsLessOrEqual(_ version: SemanticVersion) -> Bool {
        if precision == .whole { return version.compare(to: bound) <= 0 }
        if version.major != bound.major { return version.major < bound.major }
        return precision == .major || version.minor <= bound.minor
    }

    private func allowsTilde(_ version: SemanticVersion) -> Bool {
        if version.compare(to: bound) < 0 { return false }
        let isOpen = precision == .none || precision == .whole
        if isOpen, bound.major == 0, bound.minor == 0, bound.patch == 0 { return true }
        return version.major == bound.major && (precision == .major || version.minor == bound.minor)
    }

    private func allowsCaret(_ version: SemanticVersion) -> Bool {
        if version.compare(to: bound) < 0 { return false }
        if bound.major > 0 || precision == .major { return version.major == bound.major }
        if version.major > 0 { return false }
        if bound.minor > 0 || precision == .minor { return version.minor == bound.minor }
        return version.minor == 0 && version.patch == bound.patch
    }
}

extension VersionComparison.Relation {
    /// Reads the longest operator at `index`; none means equal.
    init(reading bytes: [UInt8], at index: inout Int) {
        func byte(_ offset: Int) -> Character? {
            index + offset < bytes.count ? Character(Unicode.Scalar(bytes[index + offset])) : nil
        }
        let (relation, length): (Self, Int) =
            switch (byte(0), byte(1)) {
            case (">", "="), ("=", ">"): (.greaterOrEqual, 2)
            case ("<", "="), ("=", "<"): (.lessOrEqual, 2)
            case ("!", "="): (.notEqual, 2)
            case ("~", ">"): (.tilde, 2)
            case (">", _): (.greater, 1)
            case ("<", _): (.less, 1)
            case ("=", _): (.equal, 1)
            case ("~", _): (.tilde, 1)
            case ("^", _): (.caret, 1)
            default: (.equal, 0)
            }
        self = relation
        index += length
    }
}
