import HelmValues
import Testing

/// One row of the contract's error table: a request and the exact text that it is answered with.
struct ErrorRow: Sendable, CustomTestStringConvertible {
    let method: String
    let path: String
    var body: String?
    let error: String

    init(_ method: String, _ path: String, _ body: String? = nil, error: String) {
        self.method = method
        self.path = path
        self.body = body
        self.error = error
    }

    var testDescription: String { "\(method) \(path) \(body ?? "")" }
}

@Suite("Error texts of the contract")
struct ErrorTableTests {
    static let path = "/api/namespaces/default/releases"
    static let invalidName =
        "invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ "
        + "and the length must not be longer than 53"

    /// `CHARTS` stands for the folder of the test's charts, `UPLOADS` for the upload folder.
    static let rows: [ErrorRow] = [
        ErrorRow("POST", "\(path)/x", error: "chart name can not be empty"),
        ErrorRow("PUT", "\(path)/x", error: "chart name can not be empty"),
        ErrorRow("GET", "/api/charts", error: "chart name can not be empty"),
        ErrorRow("POST", "/api/charts/template", error: "chart name can not be empty"),
        ErrorRow(
            "POST", "\(path)/x?chart=nope",
            error: "non-absolute URLs should be in form of repo_name/path_to_chart, got: nope"),
        ErrorRow("POST", "\(path)/x?chart=nope.tgz", error: "path \"UPLOADS/nope.tgz\" not found"),
        ErrorRow("POST", "\(path)/x?chart=xx/demo", error: "repo xx not found"),
        ErrorRow(
            "GET", "/api/charts?chart=CHARTS/demo&info=bogus",
            error: "bad info bogus, chart info only support readme/values/chart"),
        ErrorRow(
            "GET", "\(path)/one?info=bad", error: "bad info bad, release info only support hooks/manifest/notes/values"),
        ErrorRow("GET", "\(path)/one?output=table", error: "invalid format type table, output only support json/yaml"),
        ErrorRow("POST", "\(path)/x?chart=CHARTS/demo", "{\"dry_run\":", error: "unexpected EOF"),
        ErrorRow(
            "POST", "\(path)/x?chart=CHARTS/demo", "{bad}",
            error: "invalid character 'b' looking for beginning of object key string"),
        ErrorRow(
            "POST", "\(path)/x?chart=CHARTS/demo", #"{"dry_run":"yes"}"#,
            error: "json: cannot unmarshal string into Go struct field releaseOptions.dry_run of type bool"),
        ErrorRow(
            "GET", path, #"{"limit":"1"}"#,
            error: "json: cannot unmarshal string into Go struct field releaseListOptions.limit of type int"),
        ErrorRow("POST", "\(path)/x?chart=CHARTS/demo", #"{"timeout":"xyz"}"#, error: "time: invalid duration \"xyz\""),
        ErrorRow(
            "PUT", "\(path)/one?chart=CHARTS/demo", #"{"timeout":"xyz"}"#, error: "time: invalid duration \"xyz\""),
        ErrorRow("PUT", "\(path)/one/versions/1", #"{"timeout":"xyz"}"#, error: "time: invalid duration \"xyz\""),
        ErrorRow("POST", "\(path)/x?chart=CHARTS/demo", #"{"values":"a: [b"}"#, error: "failed parsing values"),
        ErrorRow("POST", "\(path)/x?chart=CHARTS/demo", #"{"set":["=x"]}"#, error: "failed parsing set data"),
        ErrorRow("POST", "\(path)/x?chart=CHARTS/demo", #"{"set":["a[x]=1"]}"#, error: "failed parsing set data"),
        ErrorRow(
            "POST", "\(path)/x?chart=CHARTS/demo", #"{"set_string":["a"]}"#, error: "failed parsing set_string data"),
        ErrorRow("POST", "\(path)/one?chart=CHARTS/demo", error: "cannot re-use a name that is still in use"),
        ErrorRow("POST", "\(path)/R1_BAD?chart=CHARTS/demo", error: "release name \"R1_BAD\": \(invalidName)"),
        ErrorRow("GET", "\(path)/nope", error: "release: not found"),
        ErrorRow("GET", "\(path)/nope/status", error: "release: not found"),
        ErrorRow("GET", "\(path)/nope/histories", error: "release: not found"),
        ErrorRow("PUT", "\(path)/nope/versions/1", error: "release: not found"),
        ErrorRow("PUT", "\(path)/nope?chart=CHARTS/demo", error: "\"nope\" has no deployed releases"),
        ErrorRow("DELETE", "\(path)/nope", error: "uninstall: Release not loaded: nope: release: not found"),
        ErrorRow("PUT", "\(path)/one/versions/99", error: "release has no 99 version"),
        ErrorRow("PUT", "\(path)/one/versions/-1", error: "invalid release revision"),
        ErrorRow("PUT", "\(path)/one/versions/abc", error: "strconv.Atoi: parsing \"abc\": invalid syntax"),
        ErrorRow("POST", "\(path)/x?chart=CHARTS/lib", error: "library charts are not installable"),
        ErrorRow("PUT", "\(path)/one?chart=CHARTS/lib", error: "library charts are not installable"),
        ErrorRow(
            "POST", "\(path)/x?chart=CHARTS/lacking",
            error: "found in Chart.yaml, but missing in charts/ directory: redis"),
        ErrorRow(
            "POST", "\(path)/x?chart=CHARTS/tpl", error: "execution error at (tpl/templates/x.yaml:1:6): need foo"),
        ErrorRow(
            "POST", "\(path)/x?chart=CHARTS/syn",
            error: "parse error at (syn/templates/x.yaml:1): function \"nope\" not defined"),
        ErrorRow(
            "POST", "\(path)/x?chart=CHARTS/unknown",
            error:
                "unable to build kubernetes objects from release manifest: resource mapping not found for name: \"x\" "
                + "namespace: \"\" from \"\": no matches for kind \"Foo\" in version \"foo.example/v1\"\n"
                + "ensure CRDs are installed first"),
        ErrorRow(
            "POST", "\(path)/h5?chart=CHARTS/slow", #"{"wait":true,"timeout":"1s"}"#, error: "context deadline exceeded"
        ),
        ErrorRow(
            "POST", "\(path)/h6?chart=CHARTS/slow", #"{"atomic":true,"timeout":"1s"}"#,
            error: "release h6 failed, and has been uninstalled due to atomic being set: context deadline exceeded"),
        ErrorRow(
            "GET", "\(path)?kube_context=nope",
            error: "Kubernetes cluster unreachable: context \"nope\" does not exist"),
        ErrorRow("GET", "\(path)?filter=%28", error: "error parsing regexp: missing closing ): `(`"),
    ]

    @Test(arguments: rows)
    func answersExactly(_ row: ErrorRow) async throws {
        try await TestServer.run { server in
            try Self.writeCharts(server.charts)
            func placed(_ text: String) -> String {
                text.replacing("CHARTS", with: server.charts.path).replacing("UPLOADS", with: server.uploads)
            }
            if row.path.contains("/one") {
                let made = try await server.call("POST", "\(Self.path)/one?chart=\(server.charts.path)/demo")
                try #require(try made.code == 0, "\(made.text)")
            }
            let reply = try await server.call(row.method, placed(row.path), row.body)
            #expect(reply.status == 200)
            #expect(try reply.code == 1)
            #expect(try reply.error == placed(row.error))
            #expect(reply.header("X-Helm-Error")?.isEmpty == false)
        }
    }

    @Test func anUnreachableServerIsToldByAddress() async throws {
        try await TestServer.run { server in
            let reply = try await server.call(
                "GET", Self.path, headers: [("X-KubeApiServer", "http://127.0.0.1:1"), ("X-KubeToken", "t")])
            let error = try #require(try reply.error)
            #expect(error.hasPrefix("Kubernetes cluster unreachable: Get \"http://127.0.0.1:1/version\": "))
            #expect(error.hasSuffix("connection refused"))
            #expect(reply.header("X-Helm-Error") == "cluster-unreachable")
        }
    }

    private static func writeCharts(_ charts: ChartFolder) throws {
        try charts.writeDemo()
        try charts.write("lib", extra: "type: library\n")
        try charts.write(
            "lacking",
            extra: "dependencies:\n- name: redis\n  version: 1.0.0\n  repository: https://charts.example.com\n")
        try charts.write(
            "tpl", ["templates/x.yaml": "a: {{ required \"need foo\" .Values.foo }}\n".replacing("a: ", with: "a: ")])
        try charts.write("syn", ["templates/x.yaml": "{{ nope }}\n"])
        try charts.write(
            "unknown", ["templates/x.yaml": "apiVersion: foo.example/v1\nkind: Foo\nmetadata:\n  name: x\n"])
        try charts.write("slow", ["templates/x.yaml": slowDeployment])
    }

    /// A Deployment that the embedded cluster never makes ready.
    static let slowDeployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}
          annotations:
            helm-wrapper.dev/simulate: never-ready
        spec:
          selector:
            matchLabels: {app: slow}
          template:
            metadata:
              labels: {app: slow}
            spec:
              containers:
              - name: main
                image: example.com/slow:1

        """
}
