import HelmChart
import HelmRender
import HelmValues

extension FuzzTarget {
    /// Chart.yaml and values.yaml, a zero byte between them: loading, dependencies, composed values.
    static let chart = FuzzTarget(
        name: "chart",
        words: [
            "name: c\n", "version: 1.0.0\n", "apiVersion: v2\n", "type: library\n", "dependencies:\n", "- name: sub\n",
            "  alias: x\n", "  condition: a.b\n", "  tags: [t]\n", "  import-values: [data]\n", "  version: \">=1\"\n",
            "  - child: a\n    parent: b\n", "tags: {t: false}\n", "global: {x: 1}\n", "sub: {y: 2}\n",
            "annotations: {}\n",
            "kubeVersion: \">=1\"\n", "maintainers:\n", "---\n", "null", "\u{0}",
        ],
        seeds: { ChartFuzzing.seeds.map { Array($0.utf8) } },
        run: ChartFuzzing.finding)

    /// A release's manifest, cut into documents and put in order.
    static let manifest = FuzzTarget(
        name: "manifest",
        words: [
            "---\n", "# Source: c/templates/a.yaml\n", "apiVersion: v1\n", "kind: Secret\n", "kind: List\n",
            "metadata:\n",
            "  name: x\n", "  annotations: {helm.sh/hook: pre-install}\n", "items: []\n", "\r\n", "\u{85}", "...\n",
        ],
        seeds: { [Array(ChartFuzzing.manifest.utf8)] },
        run: { input in
            guard let documents = try? Manifests.split(String(decoding: input, as: UTF8.self)) else { return nil }
            let counts = [Manifests.installOrder(documents).count, Manifests.uninstallOrder(documents).count]
            return counts.allSatisfy { $0 == documents.count } ? nil : "documents were lost in sorting"
        })
}

enum ChartFuzzing {
    static let seeds = [
        """
        apiVersion: v2
        name: c
        version: 1.0.0
        dependencies:
        - name: sub
          version: ">=1"
          alias: x
          condition: x.on
          tags: [t]
          import-values: [data, {child: a, parent: b}]
        \u{0}x: {on: true}
        """,
        """
        apiVersion: v1
        name: c
        version: 1.0.0
        \u{0}global: {a: null}
        sub: {y: null}
        """,
    ]

    static let manifest = """
        ---
        # Source: c/templates/a.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: a
        ---
        kind: Service
        metadata: {name: b}
        --- # x

        ---
        kind: Namespace
        """

    static func finding(_ input: [UInt8]) -> String? {
        let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let files = [
            ChartFile(name: "Chart.yaml", data: Array(parts[0])),
            ChartFile(name: "values.yaml", data: parts.count > 1 ? Array(parts[1]) : []),
            ChartFile(name: "charts/sub/Chart.yaml", data: Array("apiVersion: v2\nname: sub\nversion: 1.2.3\n".utf8)),
            ChartFile(name: "charts/sub/values.yaml", data: Array("exports: {data: {q: 1}}\na: {b: 2}\n".utf8)),
        ]
        guard let chart = try? ChartLoader.load(files: files) else { return nil }
        _ = try? chart.checkInstallable()
        _ = try? chart.checkDependencies()
        guard let processed = try? chart.processedDependencies(with: chart.values) else { return nil }
        let user: ValueMap = ["sub": ["y": nil]]
        _ = try? processed.composedValues(with: user)
        return nil
    }
}
