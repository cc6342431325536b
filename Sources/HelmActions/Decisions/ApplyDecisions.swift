internal import HelmKube
internal import HelmRelease

/// How objects are written, decided from what was asked and how the release was written before.
enum ApplyDecisions {
    static func isServerSide(_ wish: ServerSideApply?, before: HelmRelease.ApplyMethod?) -> Bool {
        switch wish ?? .auto {
        case .on: true
        case .off: false
        case .auto: before == .serverSide
        }
    }

    static func recorded(serverSide: Bool) -> HelmRelease.ApplyMethod { serverSide ? .serverSide : .clientSide }

    static func method(serverSide: Bool, forceConflicts: Bool = false) -> HelmKube.ApplyMethod {
        serverSide ? .serverSide(forcesConflicts: forceConflicts) : .clientSide
    }

    /// Options that contradict each other whatever the release is: refused before anything is done.
    static func check(_ options: ApplyOptions) throws(ActionError) {
        if options.forceConflicts && options.forceReplace {
            throw ActionError(
                .invalidOptions, "invalid operation: cannot use force conflicts and force replace together")
        }
    }

    /// Options that contradict how the release is applied. Found where Helm finds them: when objects are about to be written.
    static func check(_ options: ApplyOptions, serverSide: Bool) throws(ActionError) {
        if options.forceConflicts && !serverSide {
            throw ActionError(.invalidOptions, "forceConflicts enabled when serverSideApply disabled")
        }
        if options.forceConflicts && options.forceReplace {
            throw ActionError(
                .invalidOptions, "invalid operation: cannot use force conflicts and force replace together")
        }
        if options.forceReplace && serverSide {
            throw ActionError(
                .invalidOptions, "invalid operation: cannot use server-side apply and force replace together")
        }
    }

    /// What is waited for: a release that is to be undone on failure must be watched.
    static func waitStrategy(_ wish: WaitStrategy?, rollbackOnFailure: Bool) -> WaitStrategy {
        let strategy = wish ?? .hookOnly
        return strategy == .hookOnly && rollbackOnFailure ? .watcher : strategy
    }
}
