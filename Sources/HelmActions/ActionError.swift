/// Why an action failed.
///
/// Where Helm 4 words a failure otherwise than the HTTP contract, `message` follows the contract and ``recorded``
/// Helm: the first is what a client reads, the second what the release's record says.
public struct ActionError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// Options that contradict each other, or one with an impossible value.
        case invalidOptions
        case invalidName
        case nameInUse
        /// No such release, or no such revision of it.
        case releaseNotFound
        case revisionNotFound
        case invalidRevision
        /// An upgrade of a release that has nothing deployed.
        case noDeployedRelease
        /// The newest revision is pending: another operation runs, or died.
        case operationPending
        /// Another writer stored the same revision first.
        case conflict
        case alreadyUninstalled
        case chartReference
        case chartNotFound
        case invalidChart
        /// The chart's provenance proves nothing.
        case notVerified
        case missingDependencies
        case chartNotInstallable
        /// The chart does not run on this version of Kubernetes.
        case incompatibleChart
        case invalidValues
        case schemaViolation
        case renderFailed
        /// What was rendered is no set of Kubernetes objects.
        case invalidManifest
        /// An object exists and belongs to somebody else.
        case notOwned
        /// The cluster refused an object.
        case objectRefused
        /// Another field manager owns a field.
        case applyConflict
        case hookFailed
        /// Not ready in time.
        case waitTimeout
        /// An object failed for good while it was waited for.
        case waitFailed
        /// Things went, but not all of them.
        case uninstallIncomplete
        case recordTooLarge
        case recordUndecodable
        case invalidLabels
        case clusterUnreachable
        case unauthorized
        case forbidden
        /// The cluster failed for another reason.
        case clusterFailed
        /// A chart repository does not answer as one.
        case repositoryFailed
        case cancelled
        /// Not offered by this version.
        case unsupported
        case `internal`
    }

    public let code: Code
    /// What the client reads.
    public let message: String
    /// What Helm 4 would say, and what goes into the record; the message where the two agree.
    public let recorded: String
    /// Lines for people, such as why an object is not ready. Helm has none: they belong into no record.
    public var explanation: [String] = []

    public init(_ code: Code, _ message: String, recorded: String? = nil) {
        self.code = code
        self.message = message
        self.recorded = recorded ?? message
    }

    public var description: String { message }

    /// The same failure with something put before both texts.
    func prefixed(_ prefix: String) -> ActionError {
        ActionError(code, prefix + message, recorded: prefix + recorded).explained(by: self)
    }

    /// This failure with what explains another one, which it came from.
    func explained(by cause: ActionError) -> ActionError {
        var error = self
        error.explanation = cause.explanation
        return error
    }
}
