internal import HelmChart
internal import HelmValues
internal import HelmYAML

/// The rules about crds/: plain manifests of custom resource definitions.
///
/// Helm: chart/v2/lint/rules/crds.go
enum CRDRules {
    private static let folder = "crds/"

    static func run(_ request: LintRequest, into report: inout LintReport) {
        switch request.folder.crds {
        case .missing: return
        case .folder: break
        case .file, .unreadable:
            report.check(.error, folder, "not a directory")
            return
        }
        let chart: Chart
        switch request.folder.chart {
        case .failure(let error):
            report.check(.error, folder, error.message)
            return
        case .success(let loaded): chart = loaded
        }
        for crd in chart.crds {
            var documents = LintedDocuments(crd.data)
            do throws(YAMLError) {
                while let document = try documents.next() {
                    guard let object = document else { continue }
                    let isInGroup = object.apiVersion.utf8.starts(with: "apiextensions.k8s.io".utf8)
                    report.check(.error, crd.name, isInGroup ? nil : "apiVersion is not in 'apiextensions.k8s.io'")
                    let isDefinition = bytesEqual(object.kind, "CustomResourceDefinition")
                    report.check(.error, crd.name, isDefinition ? nil : "object kind is not 'CustomResourceDefinition'")
                }
            } catch {
                report.check(.error, crd.name, "unable to parse YAML: \(error.message)")
                return
            }
        }
    }
}
