import HelmChart
import HelmLint
import HelmRender
import HelmTemplate
import HelmValues
import Testing

/// New charts.
@Suite struct ScaffoldTests {
    @Test(arguments: LintCorpus.table("chartnames"))
    func namesAreHelms(_ testCase: TableCase) {
        do throws(ChartError) {
            try ChartScaffold.check(testCase.text("name") ?? "")
            #expect(testCase.text("result") == "ok")
        } catch {
            #expect(error.message == testCase.text("error"))
        }
    }

    /// The files that `helm create` makes of the same name.
    @Test func hasTheFilesOfHelm() throws {
        let files = try ChartScaffold.files(name: "demo").map(\.name)
        #expect(
            files == [
                ".helmignore", "Chart.yaml", "templates/NOTES.txt", "templates/_helpers.tpl",
                "templates/deployment.yaml", "templates/hpa.yaml", "templates/httproute.yaml", "templates/ingress.yaml",
                "templates/service.yaml", "templates/serviceaccount.yaml", "templates/tests/test-connection.yaml",
                "values.yaml",
            ])
    }

    /// Every name that is taken makes a chart without faults, whatever is switched on.
    @Test(
        arguments: LintCorpus.table("chartnames").filter { $0.text("result") == "ok" }.compactMap { $0.text("name") }
            + ["true", "null", "1e3", "_", "---", "x.-._y"])
    func lintsClean(_ name: String) async throws {
        for values in Self.valueSets {
            var request = LintRequest(
                folder: try ChartFolder(files: ChartScaffold.files(name: name)), path: name,
                environment: Linting.environment)
            request.values = try JSON.parse(values).mapValue ?? [:]
            request.isStrict = true
            let result = try await Linting.run(request)
            #expect(result.messages == [LintMessage(.info, "Chart.yaml", "icon is recommended")])
        }
    }

    @Test func switchesAddObjects() async throws {
        let chart = try ChartLoader.load(files: ChartScaffold.files(name: "App.One"))
        #expect(try await kinds(chart, values: Self.valueSets[0]) == ["Deployment", "Service", "ServiceAccount"])
        #expect(
            try await kinds(chart, values: Self.valueSets[1]) == [
                "Deployment", "HTTPRoute", "HorizontalPodAutoscaler", "Ingress", "Service",
            ])
    }

    private func kinds(_ chart: Chart, values: String) async throws -> [String] {
        let request = RenderRequest(
            chart: chart, values: try JSON.parse(values).mapValue ?? [:],
            release: ReleaseContext(name: "web", namespace: "default"), environment: Linting.environment)
        let rendered = try await Linting.threads.run { try Renderer().render(request) }
        #expect(rendered.hooks.map(\.name) == ["web-app-one-test-connection"])
        #expect(rendered.notes.contains("web-app-one is installed in the namespace default."))
        return rendered.manifest.split(separator: "\n").filter { $0.hasPrefix("kind: ") }
            .map { String($0.dropFirst(6)) }.sorted()
    }

    static let valueSets = [
        "{}",
        """
        {"autoscaling": {"enabled": true, "targetMemoryUtilizationPercentage": 70},
         "ingress": {"enabled": true, "className": "nginx", "annotations": {"a": "b"},
                     "tls": [{"secretName": "t", "hosts": ["a.example.com"]}]},
         "httpRoute": {"enabled": true, "annotations": {"a": "b"}}, "serviceAccount": {"create": false}}
        """,
        """
        {"fullnameOverride": "other", "image": {"tag": "1"}, "imagePullSecrets": [{"name": "s"}],
         "podAnnotations": {"a": "b"}, "podLabels": {"c": "d"}, "podSecurityContext": {"fsGroup": 1},
         "securityContext": {"runAsUser": 1}, "resources": {"limits": {"cpu": "1"}},
         "volumes": [{"name": "v", "emptyDir": {}}], "volumeMounts": [{"name": "v", "mountPath": "/v"}],
         "nodeSelector": {"a": "b"}, "tolerations": [{"key": "a"}], "affinity": {"nodeAffinity": {}},
         "livenessProbe": null, "serviceAccount": {"annotations": {"a": "b"}, "name": "acc"}}
        """,
    ]
}
