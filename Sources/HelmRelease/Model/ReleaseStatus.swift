/// Where a revision stands in its life, spelled as Helm stores it.
public enum ReleaseStatus: String, Sendable, CaseIterable {
    case unknown
    case deployed
    case uninstalled
    case superseded
    case failed
    case uninstalling
    case pendingInstall = "pending-install"
    case pendingUpgrade = "pending-upgrade"
    case pendingRollback = "pending-rollback"

    /// Whether an operation began on this revision and has not ended.
    public var isPending: Bool {
        switch self {
        case .pendingInstall, .pendingUpgrade, .pendingRollback: true
        default: false
        }
    }
}

/// How the objects of a revision were applied, spelled as Helm 4 stores it.
public enum ApplyMethod: String, Sendable {
    case serverSide = "ssa"
    case clientSide = "csa"
}
