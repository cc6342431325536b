internal import HelmChart
internal import HelmFunctions
internal import HelmTemplate
internal import HelmValues
internal import HelmYAML

/// Renders charts as Helm does.
///
/// A value to share: parsed templates are kept per chart, so a chart rendered again is not parsed again. Call it on
/// ``RenderThreads``, since templates may recurse deeper than a pool thread's stack.
public struct Renderer: Sendable {
    private let functions: FunctionTable
    private let cache = TemplateCache()

    public init() {
        var functions = FunctionLibrary.helm
        functions.register("lookup", Self.lookup(nil))
        functions.register(valuesMethod: "YAML") { receiver in
            GoMethod { _, _ in .string(bytes: YAML.encode(try GoValue.map(receiver).plain())) }
        }
        self.functions = functions
    }

    /// From chart and values to manifest, hooks and notes.
    ///
    /// Helm: action/install.go and action.go, renderResources, in their order: dependencies, values, kubeVersion,
    /// templates, notes, manifests.
    public func render(_ request: RenderRequest) throws(RenderError) -> Rendered {
        let composed = try compose(request)
        let (chart, values) = (composed.chart, composed.values)
        let files = try execute(chart, values, request)
        let (notes, others) = Self.separateNotes(files, chart: chart, includesSubcharts: request.subNotes)
        let sorting = try ManifestSorting(others)
        return Rendered(
            chart: chart, manifest: ManifestText.write(sorting.manifests, chart: chart, request: request),
            hooks: sorting.hooks, notes: notes, values: values, crds: chart.crds,
            warnings: composed.warnings + sorting.warnings)
    }

    /// The text of every template file of the chart, in the order of rendering: what ``render(_:)`` makes manifest,
    /// hooks and notes of.
    func files(_ request: RenderRequest) throws(RenderError) -> [RenderedFile] {
        let composed = try compose(request)
        return try execute(composed.chart, composed.values, request)
    }

    /// The text of every template file by its path, partials left out, for `helm lint`.
    ///
    /// The chart and its values are taken as they are: processed, composed and checked by the caller, against no version
    /// of Kubernetes.
    public func templateTexts(_ request: RenderRequest) throws(RenderError) -> [String: [UInt8]] {
        let files = try execute(request.chart, request.values, request)
        return Dictionary(files.map { ($0.path, $0.text) }) { _, last in last }
    }

    private func compose(
        _ request: RenderRequest
    ) throws(RenderError) -> (chart: Chart, values: ValueMap, warnings: [String]) {
        let chart = try Self.processed(request)
        var warnings = chart.warnings
        let values: ValueMap
        do {
            values = try chart.composedValues(with: request.values, warnings: &warnings)
            if !request.skipSchemaValidation { try chart.validate(values) }
        } catch {
            throw RenderError(.values, error.message)
        }
        try Self.checkKubeVersion(chart, request.capabilities.kubeVersion)
        return (chart, values, warnings)
    }

    private static func processed(_ request: RenderRequest) throws(RenderError) -> Chart {
        do {
            return try request.chart.processedDependencies(with: request.values)
        } catch {
            throw RenderError(.values, "chart dependencies processing failed: \(error.message)")
        }
    }

    private static func checkKubeVersion(_ chart: Chart, _ version: KubeVersion) throws(RenderError) {
        let range = chart.metadata.kubeVersion
        if range.isEmpty || VersionRange.contains(version.comparable, range: range) { return }
        throw RenderError(
            .incompatible,
            "chart requires kubeVersion: \(range) which is incompatible with Kubernetes \(version.version)")
    }

    private func execute(
        _ chart: Chart, _ values: ValueMap, _ request: RenderRequest
    ) throws(RenderError) -> [RenderedFile] {
        try CycleBreaking.around { () throws(RenderError) in try executeAll(chart, values, request) }
    }

    private func executeAll(
        _ chart: Chart, _ values: ValueMap, _ request: RenderRequest
    ) throws(RenderError) -> [RenderedFile] {
        let templates = ChartScopes.templates(chart, values: values, request: request)
        // A template may have put a scope into itself, which would keep it alive for ever.
        defer { for template in templates { template.scope.entries = [:] } }
        let plan = try cache.plan(for: templates, parse: parse)
        let overrides = ["lookup": Self.lookup(request.environment.isLint ? nil : request.lookup)]
        let execution = Execution(of: plan.set, environment: request.environment, overrides: overrides)
        var files: [RenderedFile] = []
        files.reserveCapacity(plan.steps.count)
        for step in plan.steps {
            let template = templates[step.template]
            template.scope.setVolatile(
                "Template",
                .map(
                    ChartObject.map(
                        [("BasePath", .string(template.folder)), ("Name", .string(template.path))], type: .values)))
            do {
                let text = try execution.execute(template.path, data: .map(template.scope))
                files.append(RenderedFile(path: template.path, step: step, text: text))
            } catch {
                throw TemplateReport.execution(error, file: template.path)
            }
        }
        return files
    }

    private func parse(_ templates: [ScopedTemplate]) throws(RenderError) -> TemplateSet {
        var set = TemplateSet(functions: functions)
        for template in templates {
            do {
                try set.parse(name: template.path, text: template.text)
            } catch {
                throw TemplateReport.parse(error, file: template.path)
            }
        }
        return set
    }

    /// The function `lookup`; without a cluster it finds nothing.
    private static func lookup(_ cluster: (any ClusterLookup)?) -> TemplateFunction {
        TemplateFunction([.string, .string, .string, .string]) { arguments, _ in
            guard let cluster else { return .map(GoMap()) }
            let texts = arguments.map { argument in
                if case .string(let text) = argument { text } else { "" }
            }
            do {
                let found = try cluster.lookup(
                    apiVersion: texts[0], kind: texts[1], namespace: texts[2], name: texts[3])
                return .map(GoMap(found.mapValue ?? [:]))
            } catch {
                throw FunctionError("\(error)")
            }
        }
    }

    /// Every file whose path ends in `NOTES.txt` is taken out; the chart's own, or all, make the notes.
    ///
    /// Helm joins several in random order; here the chart's own come first, then the subcharts' by path.
    private static func separateNotes(
        _ files: [RenderedFile], chart: Chart, includesSubcharts: Bool
    ) -> (notes: String, others: [RenderedFile]) {
        let own = "\(chart.name)/templates/NOTES.txt"
        var others: [RenderedFile] = []
        var found: [RenderedFile] = []
        for file in files {
            if file.step.isNotes {
                found.append(file)
            } else {
                others.append(file)
            }
        }
        let first = found.filter { bytesEqual($0.path, own) }
        let rest = found.filter { !bytesEqual($0.path, own) }.sorted { bytesPrecede($0.path, $1.path) }
        let shown = (includesSubcharts ? first + rest : first).map(\.text).filter { !$0.isEmpty }
        let notes = Array(shown.joined(separator: [UInt8(ascii: "\n")]))
        return (String(decoding: notes, as: UTF8.self), others)
    }
}
