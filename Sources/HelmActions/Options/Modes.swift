/// How far an action goes.
public enum DryRun: String, Sendable {
    /// It does what it says.
    case none
    /// No cluster at all.
    case client
    /// The cluster is read, `lookup` included, and changed in nothing.
    case server
}

/// What an action waits for after it changed the cluster.
public enum WaitStrategy: String, Sendable {
    /// Hooks only.
    case hookOnly
    /// Every object, by watching its status.
    case watcher
    /// Helm 3's way: asking every two seconds.
    case legacy
}

/// Who merges a change into an object.
public enum ServerSideApply: String, Sendable {
    case on = "true"
    case off = "false"
    /// As the last release (upgrade) or the target revision (rollback) was applied.
    case auto
}

/// What happens to the dependents of a deleted object.
public enum DeletionPropagation: String, Sendable {
    case background
    case foreground
    case orphan
}
