/// A manifest that runs at a point of a release's life instead of being part of it.
public struct Hook: Sendable, Equatable {
    public var name: String
    public var kind: String
    /// The template it came from, as in `# Source:`.
    public var path: String
    public var manifest: String
    public var events: [Event]
    public var lastRun = Run()
    public var weight = 0
    public var deletePolicies: [DeletePolicy] = []
    public var outputLogPolicies: [OutputLogPolicy] = []

    public init(name: String, kind: String, path: String, manifest: String, events: [Event]) {
        self.name = name
        self.kind = kind
        self.path = path
        self.manifest = manifest
        self.events = events
    }

    public enum Event: String, Sendable {
        case preInstall = "pre-install"
        case postInstall = "post-install"
        case preDelete = "pre-delete"
        case postDelete = "post-delete"
        case preUpgrade = "pre-upgrade"
        case postUpgrade = "post-upgrade"
        case preRollback = "pre-rollback"
        case postRollback = "post-rollback"
        case test
    }

    /// Kept as written, in lower case: the record stores words that Helm does not know, too.
    public struct DeletePolicy: RawRepresentable, Sendable, Hashable {
        public var rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        public static let hookSucceeded = DeletePolicy(rawValue: "hook-succeeded")
        public static let hookFailed = DeletePolicy(rawValue: "hook-failed")
        public static let beforeHookCreation = DeletePolicy(rawValue: "before-hook-creation")
    }

    /// Kept as written, like ``DeletePolicy``.
    public struct OutputLogPolicy: RawRepresentable, Sendable, Hashable {
        public var rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        public static let hookSucceeded = OutputLogPolicy(rawValue: "hook-succeeded")
        public static let hookFailed = OutputLogPolicy(rawValue: "hook-failed")
    }

    /// The last time the hook ran. Times are RFC 3339 with nanoseconds, empty when unset; the phase is empty until it ran.
    public struct Run: Sendable, Equatable {
        public var startedAt = ""
        public var completedAt = ""
        public var phase = ""

        public init() {}
    }
}
