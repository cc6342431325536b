internal import HelmChart
internal import HelmRelease
internal import HelmRender
internal import HelmValues

/// Renders a chart, by default without any cluster.
public struct Template: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    public func run(_ request: TemplateRequest) async throws(ActionError) -> TemplateResult {
        let options = request.options
        if let fault = ReleaseName.fault(in: request.name) {
            throw ActionError(.invalidName, "release name \(GoQuote.quoted(request.name)): \(fault)")
        }
        if options.dryRun == .server { try await context.reachCluster() }
        try request.chart.checkInstallable()
        let rendered = try await context.rendered(request.chart, try await plan(for: request))
        var hooks = options.disableHooks ? [] : rendered.hooks
        if options.skipTests { hooks.removeAll { $0.events.contains(.test) } }
        let text = Self.text(rendered.manifest, hooks)
        guard !options.showOnly.isEmpty else {
            return TemplateResult(manifest: rendered.manifest, hooks: hooks, notes: rendered.notes, text: text)
        }
        let shown = try ShowOnly(options.showOnly).shown(of: text)
        return TemplateResult(manifest: shown, hooks: [], notes: rendered.notes, text: shown)
    }

    private func plan(for request: TemplateRequest) async throws(ActionError) -> RenderPlan {
        let options = request.options
        var capabilities = try await context.capabilities(options.dryRun == .server ? .server : .client)
        if let version = options.kubeVersion {
            do {
                capabilities.kubeVersion = try KubeVersion(parsing: version)
            } catch {
                throw ActionError(.invalidOptions, "invalid kube version '\(version)': \(error.message)")
            }
        }
        if options.dryRun != .server { capabilities.apiVersions += options.apiVersions }
        return RenderPlan(
            values: request.values,
            release: ReleaseContext(
                name: request.name, namespace: context.namespace, isInstall: !options.isUpgrade,
                isUpgrade: options.isUpgrade),
            options: options.render, capabilities: capabilities, looksUp: options.dryRun == .server,
            includeCRDs: options.includeCRDs)
    }

    /// What `helm template` prints: the manifest without white space around it, then each hook.
    static func text(_ manifest: String, _ hooks: [Hook]) -> String {
        var text = trimmed(manifest) + "\n"
        for hook in hooks { text += "---\n# Source: \(hook.path)\n\(hook.manifest)\n" }
        return text
    }

    static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
