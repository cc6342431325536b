internal import HelmTemplate
internal import HelmValues

/// Semantic versions. Sprig: semver.go.
enum Semver {
    static let family: FunctionFamily = [
        "semver": TemplateFunction([.string]) { arguments, _ in
            .object(VersionObject(try version(arguments[0].text), isPointer: true))
        },
        "semverCompare": TemplateFunction([.string, .string]) { arguments, _ in
            do throws(VersionError) {
                let constraint = try VersionConstraint(arguments[0].text)
                return .bool(constraint.allows(try SemanticVersion(arguments[1].text)))
            } catch {
                throw FunctionError(error.message)
            }
        },
    ]

    private static func version(_ text: String) throws -> SemanticVersion {
        do { return try SemanticVersion(text) } catch { throw FunctionError(error.message) }
    }
}

/// Go's `*semver.Version`, or the `semver.Version` that some of its methods return.
final class VersionObject: ComparableObject {
    let version: SemanticVersion
    private let isPointer: Bool

    init(_ version: SemanticVersion, isPointer: Bool) {
        self.version = version
        self.isPointer = isPointer
    }

    var goType: String { isPointer ? "*semver.Version" : "semver.Version" }
    var goKind: String { isPointer ? "ptr" : "struct" }
    var printed: String { version.description }
    func plain() throws -> Value { .string(version.description) }
    func isEqual(to other: any GoObject) -> Bool { (other as? VersionObject)?.version == version }

    var shape: GoShape {
        let fields = GoShape.structure([
            ("major", Self.number(version.major)), ("minor", Self.number(version.minor)),
            ("patch", Self.number(version.patch)), ("pre", .string(version.prerelease)),
            ("metadata", .string(version.metadata)), ("original", .string(version.original)),
        ])
        return .stringer(isPointer ? .pointer(fields, type: "semver.Version") : fields)
    }

    private static func number(_ value: UInt64) -> GoValue { .object(UnsignedNumber(value)) }

    /// The methods that Go has on the pointer only; what a method returns is no pointer.
    private static let pointerMethods: Set<String> = [
        "Original", "Compare", "Equal", "LessThan", "LessThanEqual", "GreaterThan", "GreaterThanEqual",
    ]

    func method(_ name: String) -> TemplateFunction? {
        if !isPointer, Self.pointerMethods.contains(name) { return nil }
        let version = version
        switch name {
        case "Major": return Self.getter { Self.number(version.major) }
        case "Minor": return Self.getter { Self.number(version.minor) }
        case "Patch": return Self.getter { Self.number(version.patch) }
        case "Prerelease": return Self.getter { .string(version.prerelease) }
        case "Metadata": return Self.getter { .string(version.metadata) }
        case "Original": return Self.getter { .string(version.original) }
        case "String": return Self.getter { .string(version.description) }
        case "IncPatch": return Self.increment("patch") { version.incrementedPatch() }
        case "IncMinor": return Self.increment("minor") { version.incrementedMinor() }
        case "IncMajor": return Self.increment("major") { version.incrementedMajor() }
        case "Compare": return Self.comparison { .int(version.compare(to: $0).signum()) }
        case "Equal": return Self.comparison { .bool(version.compare(to: $0) == 0) }
        case "LessThan": return Self.comparison { .bool(version.compare(to: $0) < 0) }
        case "LessThanEqual": return Self.comparison { .bool(version.compare(to: $0) <= 0) }
        case "GreaterThan": return Self.comparison { .bool(version.compare(to: $0) > 0) }
        case "GreaterThanEqual": return Self.comparison { .bool(version.compare(to: $0) >= 0) }
        case "SetPrerelease":
            return Self.changed { text throws(VersionError) in try version.with(prerelease: text) }
        case "SetMetadata":
            return Self.changed { text throws(VersionError) in try version.with(metadata: text) }
        default: return nil
        }
    }

    private static func getter(_ value: @escaping @Sendable () -> GoValue) -> TemplateFunction {
        TemplateFunction([]) { _, _ in value() }
    }

    private static func increment(
        _ part: String, _ next: @escaping @Sendable () -> SemanticVersion?
    ) -> TemplateFunction {
        TemplateFunction([]) { _, _ in
            guard let next = next() else {
                throw FunctionError.panic("\(part) version increment would overflow uint64")
            }
            return .object(VersionObject(next, isPointer: false))
        }
    }

    private static func comparison(_ result: @escaping @Sendable (SemanticVersion) -> GoValue) -> TemplateFunction {
        TemplateFunction([.object("*semver.Version")]) { arguments, _ in
            guard case .object(let object) = arguments[0], let other = object as? VersionObject else {
                throw FunctionError.nilPointer
            }
            return result(other.version)
        }
    }

    private static func changed(
        _ change: @escaping @Sendable (String) throws(VersionError) -> SemanticVersion
    ) -> TemplateFunction {
        TemplateFunction([.string]) { arguments, _ in
            do throws(VersionError) {
                return .object(VersionObject(try change(arguments[0].text), isPointer: false))
            } catch {
                throw FunctionError(error.message)
            }
        }
    }
}

/// Go's `uint64`.
final class UnsignedNumber: GoObject {
    private let value: UInt64
    let goType = "uint64"
    let goKind = "uint64"

    init(_ value: UInt64) { self.value = value }

    var printed: String { String(value) }
    var isTrue: Bool { value != 0 }
    var shape: GoShape { .unsigned(value) }
    func plain() throws -> Value { Int64(exactly: value).map { .int($0) } ?? .float(Double(value)) }
}
