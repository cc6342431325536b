/// Why a patch could not be made or applied; `message` is in Kubernetes' words.
public struct PatchError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The patch is malformed.
        case invalid
        /// A JSON patch `test` did not hold, or its path is missing.
        case notApplicable
        /// A list element lacks its merge key.
        case missingMergeKey
        /// Patch and object differ in kind at some place.
        case typeMismatch
        /// Nested deeper than ``PatchLimits/depth``, or too many operations.
        case tooComplex
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

/// Bounds on what patches are accepted.
public enum PatchLimits {
    /// Nesting of objects and patches, far above what Kubernetes objects have.
    public static let depth = 256
    /// Operations of one JSON patch, as the API server limits them.
    public static let jsonPatchOperations = 10_000
}
