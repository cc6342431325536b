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

    public enum DeletePolicy: String, Sendable {
        case hookSucceeded = "hook-succeeded"
        case hookFailed = "hook-failed"
        case beforeHookCreation = "before-hook-creation"
    }

    public enum OutputLogPolicy: String, Sendable {
        case hookSucceeded = "hook-succeeded"
        case hookFailed = "hook-failed"
    }

    /// The last time the hook ran. Times are RFC 3339 with nanoseconds, empty when unset; the phase is empty until it ran.
    public struct Run: Sendable, Equatable {
        public var startedAt = ""
        public var completedAt = ""
        public var phase = ""

        public init() {}
    }
}
