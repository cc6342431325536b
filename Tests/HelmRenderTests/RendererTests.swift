import HelmChart
import HelmRender
import HelmTemplate
import HelmValues
import Testing

@Suite struct RendererTests {
    private static func chart(_ templates: [String: String], values: ValueMap = [:]) -> Chart {
        var chart = Chart(metadata: ChartMetadata())
        chart.metadata.name = "c"
        chart.metadata.version = "1.0.0"
        chart.templates = templates.sorted { $0.key < $1.key }.map {
            ChartFile(name: "templates/\($0.key)", data: Array($0.value.utf8))
        }
        chart.values = values
        return chart
    }

    private static func request(_ chart: Chart, _ environment: TemplateEnvironment = .testing) -> RenderRequest {
        RenderRequest(
            chart: chart, values: [:], release: ReleaseContext(name: "r", namespace: "ns"), environment: environment)
    }

    private static func render(_ request: RenderRequest, _ renderer: Renderer = Renderer()) async throws -> Rendered {
        try await RenderThreads(count: 1).run { try renderer.render(request) }
    }

    private struct Cluster: ClusterLookup {
        func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value {
            if kind == "Broken" { throw RenderError(.execution, "the server says no") }
            return ["data": ["key": .string("\(apiVersion) \(kind) \(namespace) \(name)")]]
        }
    }

    @Test func lookupAsksTheCluster() async throws {
        var request = Self.request(
            Self.chart(["a.yaml": #"a: {{ (lookup "v1" "Secret" "ns" "x").data.key }}"#]))
        request.lookup = Cluster()
        #expect(try await Self.render(request).manifest == "---\n# Source: c/templates/a.yaml\na: v1 Secret ns x\n")
        request.chart = Self.chart(["a.yaml": #"a: {{ lookup "v1" "Broken" "" "" }}"#])
        let error = await #expect(throws: RenderError.self) { try await Self.render(request) }
        #expect(error?.message.contains("error calling lookup: the server says no") == true)
    }

    @Test func deadlinesStopARender() async throws {
        struct Late: Error, CustomStringConvertible { var description: String { "too late" } }
        var environment = TemplateEnvironment.testing
        environment.checkCancellation = { throw Late() }
        let request = Self.request(
            Self.chart(["a.yaml": "{{ range until 100000 }}{{ range until 1000 }}{{ end }}{{ end }}"]), environment)
        let error = await #expect(throws: RenderError.self) { try await Self.render(request) }
        #expect(error?.code == .cancelled)
        #expect(error?.message == "too late")
    }

    /// A warm render and one of a changed chart each give their own text.
    @Test func parsedTemplatesAreKeptPerChart() async throws {
        let renderer = Renderer()
        let first = Self.chart(["a.yaml": "a: {{ .Values.n }}"], values: ["n": 1.0])
        let second = Self.chart(["a.yaml": "b: {{ .Values.n }}"], values: ["n": 2.0])
        for _ in 0..<3 {
            #expect(try await Self.render(Self.request(first), renderer).manifest.contains("a: 1"))
            #expect(try await Self.render(Self.request(second), renderer).manifest.contains("b: 2"))
        }
    }

    @Test func secretsCanBeHidden() async throws {
        var request = Self.request(
            Self.chart(["a.yaml": "apiVersion: v1\nkind: Secret\ndata: {a: eA==}\n", "b.yaml": "kind: Other"]))
        request.hideSecret = true
        let manifest = try await Self.render(request).manifest
        #expect(
            manifest == """
                ---
                # Source: c/templates/a.yaml
                # HIDDEN: The Secret output has been suppressed
                ---
                # Source: c/templates/b.yaml
                kind: Other

                """)
    }

    @Test func manifestsComeApartAndGoIntoOrder() throws {
        let text =
            "---\n# Source: c/templates/a.yaml\nkind: Service\napiVersion: v1\nmetadata: {name: s}\n"
            + "---\n# Source: c/templates/b.yaml\nkind: Secret\n---\n# only a comment\n---\nkind: Zebra\n---\nkind: Ape\n"
        let documents = try Manifests.split(text)
        #expect(documents.map(\.kind) == ["Service", "Secret", "", "Zebra", "Ape"])
        #expect(documents[0].path == "c/templates/a.yaml")
        #expect(documents[0].name == "s")
        #expect(Manifests.installOrder(documents).map(\.kind) == ["Secret", "Service", "", "Ape", "Zebra"])
        #expect(Manifests.uninstallOrder(documents).map(\.kind) == ["Service", "Secret", "", "Ape", "Zebra"])
        #expect(throws: RenderError.self) { try Manifests.split("kind: [") }
    }

    @Test(arguments: ["", "---", "---\n---", "\n\n", "-", "--", "---a: b", "a: b\n---", "a: b\n--- # c\nd: e"])
    func oddManifests(_ text: String) throws {
        _ = try? Manifests.split(text)
    }

    @Test(arguments: [
        ("1.28.4-gke.1200", "v1.28.4-gke.1200", "v1.28.4"), ("v1.30", "v1.30", "v1.30"),
        ("1.29.1+k3s1", "v1.29.1+k3s1", "v1.29.1"),
    ])
    func kubeVersions(_ text: String, _ version: String, _ normalized: String) throws {
        let parsed = try KubeVersion(parsing: text)
        #expect(parsed.version == version)
        #expect(parsed.normalized == normalized)
        #expect(throws: RenderError.self) { try KubeVersion(parsing: "latest") }
    }
}
