internal import HelmActions

/// The body of an uninstall.
struct UninstallRequest {
    let body: OptionReader

    func options() throws(APIError) -> UninstallOptions {
        var options = UninstallOptions()
        options.dryRun = try body.bool("dry_run")
        options.disableHooks = try body.bool("disable_hooks")
        options.ignoreNotFound = try body.bool("ignore_not_found")
        options.keepHistory = try body.bool("keep_history")
        options.wait = try body.flagOrName("wait", whenTrue: WaitStrategy.watcher)
        options.timeout = try body.duration("timeout") ?? options.timeout
        options.description = try body.string("description")
        let propagation = try body.string("delete_propagation")
        if !propagation.isEmpty {
            guard let known = DeletionPropagation(rawValue: propagation) else {
                throw APIError(
                    .badRequest,
                    "invalid delete_propagation \"\(propagation)\": it must be background, foreground or orphan"
                )
            }
            options.propagation = known
        }
        return options
    }
}
