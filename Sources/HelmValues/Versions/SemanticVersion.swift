/// A semantic version by the rules of Masterminds/semver v3: a `v` in front and missing parts are forgiven.
///
/// Two versions that differ only in metadata are equal in order but not `==`; ``compare(to:)`` gives the order.
public struct SemanticVersion: Sendable, Hashable {
    public private(set) var major: UInt64
    public private(set) var minor: UInt64
    public private(set) var patch: UInt64
    /// What follows `-`, or "".
    public private(set) var prerelease: String
    /// What follows `+`, or "".
    public private(set) var metadata: String
    /// The text that was read.
    public private(set) var original: String

    /// Reads `text` as Helm does: `1`, `v1.2` and `01.2.3` are versions too.
    public init(_ text: String) throws(VersionError) {
        let bytes = Array(text.utf8)
        guard let scan = VersionScan(bytes, at: 0, wildcards: false), scan.end == bytes.count else {
            throw VersionError(.invalid, "invalid semantic version")
        }
        self.init(major: 0, minor: 0, patch: 0, prerelease: scan.prerelease, metadata: scan.metadata)
        original = text
        major = try Self.number(scan.parts[0])
        minor = try scan.parts.count > 1 ? Self.number(scan.parts[1]) : 0
        patch = try scan.parts.count > 2 ? Self.number(scan.parts[2]) : 0
        if !prerelease.isEmpty { try Self.validate(prerelease: prerelease) }
    }

    /// Reads `text` as the specification has it: three numbers without leading zeros, no `v`.
    public init(strict text: String) throws(VersionError) {
        if text.isEmpty { throw VersionError(.invalid, "version string empty") }
        let bytes = Array(text.utf8)
        guard bytes.count(where: { $0 == UInt8(ascii: ".") }) >= 2 else {
            throw VersionError(.invalid, "invalid semantic version")
        }
        guard bytes[0] != UInt8(ascii: "v"), let scan = VersionScan(bytes, at: 0, wildcards: false),
            scan.end == bytes.count, scan.parts.count == 3
        else { throw VersionError(.invalid, "invalid characters in version") }
        if scan.parts.contains(where: { $0.count > 1 && $0.first == UInt8(ascii: "0") }) {
            throw VersionError(.invalid, "version segment starts with 0")
        }
        try self.init(text)
    }

    public init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: String = "", metadata: String = "") {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        original = ""
        original = description
    }

    /// Negative, zero or positive as this version comes before, with or after `other`; metadata does not count.
    public func compare(to other: SemanticVersion) -> Int {
        for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
            return left < right ? -1 : 1
        }
        return Self.comparePrereleases(prerelease, other.prerelease)
    }

    /// The next patch version, or this one without its pre-release. Nil when the number would not fit.
    public func incrementedPatch() -> SemanticVersion? {
        var next = self
        if prerelease.isEmpty {
            guard patch < .max else { return nil }
            next.patch += 1
        }
        return released(next)
    }

    /// The next minor version, nil when the number would not fit.
    public func incrementedMinor() -> SemanticVersion? {
        var next = self
        guard minor < .max else { return nil }
        (next.minor, next.patch) = (minor + 1, 0)
        return released(next)
    }

    /// The next major version, nil when the number would not fit.
    public func incrementedMajor() -> SemanticVersion? {
        var next = self
        guard major < .max else { return nil }
        (next.major, next.minor, next.patch) = (major + 1, 0, 0)
        return released(next)
    }

    /// This version with another pre-release.
    public func with(prerelease: String) throws(VersionError) -> SemanticVersion {
        if !prerelease.isEmpty { try Self.validate(prerelease: prerelease) }
        var next = self
        next.prerelease = prerelease
        next.original = vPrefix + next.description
        return next
    }

    /// This version with other metadata.
    public func with(metadata: String) throws(VersionError) -> SemanticVersion {
        if !metadata.isEmpty { try Self.validate(metadata: metadata) }
        var next = self
        next.metadata = metadata
        next.original = vPrefix + next.description
        return next
    }

    private var vPrefix: String { original.utf8.first == UInt8(ascii: "v") ? "v" : "" }

    private func released(_ version: SemanticVersion) -> SemanticVersion {
        var next = version
        next.prerelease = ""
        next.metadata = ""
        next.original = vPrefix + next.description
        return next
    }
}

extension SemanticVersion: CustomStringConvertible {
    /// Without a `v`, always with three numbers.
    public var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + prerelease }
        if !metadata.isEmpty { text += "+" + metadata }
        return text
    }
}

extension SemanticVersion: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.compare(to: right) < 0 }
}

/// Why a text is no version or no constraint, in Masterminds/semver's words.
public struct VersionError: Error, Sendable, Equatable {
    public enum Code: Sendable {
        case invalid, outOfRange, badConstraint
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
