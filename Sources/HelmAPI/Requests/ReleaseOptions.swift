internal import HelmActions
internal import HelmChart
internal import HelmValues

/// The body of install, upgrade, rollback and template, read into the actions' options.
struct ReleaseOptions {
    let body: OptionReader
    /// How many revisions an upgrade keeps when the body does not say.
    let historyMax: Int

    func install() throws(APIError) -> InstallOptions {
        var options = InstallOptions()
        options.apply = try apply()
        options.render = try render()
        options.description = try body.string("description")
        options.createNamespace = try body.bool("create_namespace")
        options.rollbackOnFailure = try rollbackOnFailure()
        options.replace = try body.bool("replace")
        options.generateName = try body.bool("generate_name")
        options.nameTemplate = try body.string("name_template")
        options.labels = try body.stringMap("labels")
        return options
    }

    func upgrade() throws(APIError) -> UpgradeOptions {
        var options = UpgradeOptions()
        options.apply = try apply()
        options.render = try render()
        options.description = try body.string("description")
        options.install = try body.bool("install")
        options.createNamespace = try body.bool("create_namespace")
        options.rollbackOnFailure = try rollbackOnFailure()
        options.cleanupOnFail = try body.bool("cleanup_on_fail")
        options.valuesReuse = ValuesReuse(
            reset: try body.bool("reset_values"), reuse: try body.bool("reuse_values"),
            resetThenReuse: try body.bool("reset_then_reuse_values")
        )
        options.historyMax = try body.int("history_max") ?? historyMax
        options.labels = try body.stringMap("labels")
        return options
    }

    func rollback() throws(APIError) -> RollbackOptions {
        var options = RollbackOptions()
        options.apply = try apply()
        options.cleanupOnFail = try body.bool("cleanup_on_fail")
        options.historyMax = try body.int("history_max") ?? historyMax
        return options
    }

    func template() throws(APIError) -> TemplateOptions {
        var options = TemplateOptions()
        options.render = try render()
        options.showOnly = try body.strings("show_only")
        options.apiVersions = try body.strings("api_versions")
        let kubeVersion = try body.string("kube_version")
        options.kubeVersion = kubeVersion.isEmpty ? nil : kubeVersion
        options.includeCRDs = try body.bool("include_crds")
        options.isUpgrade = try body.bool("is_upgrade")
        options.skipTests = try body.bool("skip_tests")
        options.disableHooks = try body.bool("disable_hooks")
        options.dryRun = try dryRun() == .server ? .server : .client
        return options
    }

    /// The chart that the query names, with the body's options on where to get it.
    func chart(_ name: String) throws(APIError) -> ChartReference {
        var reference = ChartReference(name)
        reference.version = try body.string("version")
        reference.repo = try body.string("repo")
        reference.username = try body.string("username")
        reference.password = try body.string("password")
        reference.certFile = try body.string("cert_file")
        reference.keyFile = try body.string("key_file")
        reference.caFile = try body.string("ca_file")
        reference.keyring = try body.string("keyring")
        reference.insecureSkipTLSVerify = try body.bool("insecure_skip_verify")
        reference.plainHTTP = try body.bool("plain_http")
        reference.passCredentials = try body.bool("pass_credentials")
        reference.verify = try body.bool("verify")
        reference.devel = try body.bool("devel")
        reference.dependencyUpdate = try body.bool("dependency_update")
        return reference
    }

    func isDryRun() throws(APIError) -> Bool { try dryRun() != .none }

    func hidesNotes() throws(APIError) -> Bool { try body.bool("hide_notes") }

    // MARK: Groups of options

    private func apply() throws(APIError) -> ApplyOptions {
        var options = ApplyOptions()
        options.dryRun = try dryRun()
        options.disableHooks = try body.bool("disable_hooks")
        options.wait = try body.flagOrName("wait", whenTrue: WaitStrategy.watcher)
        options.waitForJobs = try body.bool("wait_for_jobs")
        options.timeout = try body.duration("timeout") ?? options.timeout
        options.serverSide = try serverSide()
        let force = try body.bool("force")
        options.forceReplace = try body.bool("force_replace") || force
        // Clients that say `force` know no server-side apply, with which Helm 4 refuses to replace.
        if force, options.serverSide == nil { options.serverSide = .off }
        options.forceConflicts = try body.bool("force_conflicts")
        return options
    }

    private func render() throws(APIError) -> RenderOptions {
        var options = RenderOptions()
        options.subNotes = try body.bool("sub_notes")
        options.skipSchemaValidation = try body.bool("skip_schema_validation")
        options.disableOpenAPIValidation = try body.bool("disable_open_api_validation")
        options.enableDNS = try body.bool("enable_dns")
        options.hideSecret = try body.bool("hide_secret")
        options.skipCRDs = try body.bool("skip_crds")
        options.takeOwnership = try body.bool("take_ownership")
        options.devel = try body.bool("devel")
        return options
    }

    /// A bare `true` reads the cluster, as helm-wrapper's dry runs did.
    private func dryRun() throws(APIError) -> DryRun {
        try body.flagOrName("dry_run", whenTrue: DryRun.server) ?? .none
    }

    private func rollbackOnFailure() throws(APIError) -> Bool {
        let atomic = try body.bool("atomic")
        return try body.bool("rollback_on_failure") || atomic
    }

    private func serverSide() throws(APIError) -> ServerSideApply? {
        let text = try body.string("server_side")
        if text.isEmpty { return nil }
        guard let mode = ServerSideApply(rawValue: text) else {
            throw APIError(.badRequest, "invalid server_side \"\(text)\": it must be \"true\", \"false\" or \"auto\"")
        }
        return mode
    }
}
