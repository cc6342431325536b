internal import HelmChart
internal import HelmValues
internal import HelmYAML

/// The rules about values.yaml: it is read, and with the user's values on top checked by the chart's own schema.
///
/// Helm: chart/v2/lint/rules/values.go
enum ValuesRules {
    private static let name = "values.yaml"

    static func run(_ request: LintRequest, into report: inout LintReport) {
        let path = "\(request.path)/\(name)"
        switch request.folder.values {
        case .missing: report.check(.info, name, "file does not exist")
        case .folder: report.check(.error, name, "unable to parse YAML: read \(path): is a directory")
        case .unreadable(let reason): report.check(.error, name, "unable to parse YAML: open \(path): \(reason)")
        case .file(let bytes): report.check(.error, name, fault(in: bytes, request))
        }
    }

    private static func fault(in bytes: [UInt8], _ request: LintRequest) -> String? {
        let defaults: ValueMap
        do throws(YAMLError) {
            let value = try YAML.parse(bytes)
            switch value {
            case .map(let map): defaults = map
            case .null: defaults = [:]
            default: throw YAML.mismatch(value, goType: "common.Values")
            }
        } catch {
            return "unable to parse YAML: \(error.message)"
        }
        let schema = request.folder.schema
        guard !schema.isEmpty, !request.skipSchemaValidation else { return nil }
        do throws(ChartError) {
            let values = try Chart.coalescedTables(request.values, over: defaults)
            let problem = Chart.schemaProblem(schema, values)
            return problem.isEmpty ? nil : problem
        } catch {
            return error.message
        }
    }
}
