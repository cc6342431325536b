internal import HelmChart
internal import HelmRender
internal import HelmTemplate
internal import HelmValues
internal import HelmYAML

/// The rules about templates/: every file is rendered, and what comes out of the YAML files is looked at.
///
/// Helm: chart/v2/lint/rules/template.go
struct TemplateRules {
    private static let folder = "templates/"

    private let request: LintRequest
    private let renderer: Renderer

    static func run(
        _ request: LintRequest, renderer: Renderer, into report: inout LintReport
    ) throws(RenderError) {
        switch request.folder.templates {
        case .missing: report.check(.warning, folder, "directory does not exist")
        case .file, .unreadable: report.check(.error, folder, "not a directory")
        case .folder: try TemplateRules(request: request, renderer: renderer).run(into: &report)
        }
    }

    private func run(into report: inout LintReport) throws(RenderError) {
        let chart: Chart
        switch request.folder.chart {
        case .success(let loaded): chart = loaded
        case .failure(let error):
            report.check(.error, Self.folder, error.message)
            return
        }
        guard let texts = try rendered(chart, into: &report) else { return }
        for template in chart.templates {
            report.check(.error, template.name, Self.extensionFault(template.name))
            guard Self.isYAML(template.name), let text = texts["\(chart.name)/\(template.name)"],
                !Self.isBlank(text[...])
            else { continue }
            report.check(.warning, template.name, Self.indentFault(text))
            guard checkObjects(template.name, text, into: &report) else { return }
        }
    }

    /// The templates' texts; nil when there are none to look at.
    private func rendered(_ chart: Chart, into report: inout LintReport) throws(RenderError) -> [String: [UInt8]]? {
        // What is wrong with dependencies or the types of values is no finding of Helm's.
        guard let chart = try? chart.processedDependencies(with: request.values),
            let once = try? chart.composedValues(with: request.values),
            // Twice, as Helm does: a default that the user's null took away is back again.
            let values = try? chart.composedValues(with: once)
        else { return nil }
        if !request.skipSchemaValidation {
            do throws(ChartError) { try chart.validate(values) } catch {
                report.check(.error, Self.folder, error.message)
                return nil
            }
        }
        var environment = request.environment
        environment.isLint = true
        var render = RenderRequest(
            chart: chart, values: values,
            release: ReleaseContext(
                name: "test-release", namespace: request.namespace, revision: 0, isInstall: false),
            environment: environment)
        if let version = request.kubeVersion { render.capabilities.kubeVersion = version }
        do throws(RenderError) {
            return try renderer.templateTexts(render)
        } catch {
            if error.code == .cancelled { throw error }
            report.check(.error, Self.folder, error.message)
            return nil
        }
    }

    /// False when the text is no YAML, after which Helm looks at no further template.
    private func checkObjects(_ name: String, _ text: [UInt8], into report: inout LintReport) -> Bool {
        let version = request.kubeVersion ?? Capabilities.default.kubeVersion
        var documents = LintedDocuments(text)
        do throws(YAMLError) {
            while let document = try documents.next() {
                guard let object = document else { continue }
                report.check(.warning, name, ObjectNames.fault(in: object))
                report.check(.warning, name, DeprecatedAPIs.fault(in: object, at: version))
                report.check(.error, name, Self.selectorFault(object, text))
                report.check(.error, name, ListAnnotations.fault(in: object, text))
            }
            return true
        } catch {
            return report.check(.error, name, "unable to parse YAML: \(error.message)")
        }
    }

    // MARK: Single rules

    private static func fileExtension(_ name: String) -> String {
        guard let dot = name.utf8.lastIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }),
            name.utf8[dot] == UInt8(ascii: ".")
        else { return "" }
        return String(name[dot...])
    }

    private static func extensionFault(_ name: String) -> String? {
        let found = fileExtension(name)
        if [".yaml", ".yml", ".tpl", ".txt"].contains(where: { bytesEqual($0, found) }) { return nil }
        return "file extension '\(found)' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"
    }

    private static func isYAML(_ name: String) -> Bool {
        let found = fileExtension(name).lowercased()
        return found == ".yaml" || found == ".yml"
    }

    private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
        if let first = bytes.first(where: { !isSpace($0) }), first < 0x80 { return false }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    /// Of the first line that is not blank.
    private static func indentFault(_ text: [UInt8]) -> String? {
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // Go's scanner gives up on lines of 64 KiB.
            if line.count >= 64 << 10 { return "bufio.Scanner: token too long" }
            if isBlank(line) { continue }
            guard line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") else { return nil }
            let shown = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            return
                "document starts with an illegal indent: \(GoQuote.quoted(String(decoding: shown, as: UTF8.self))), which may cause parsing problems"
        }
        return nil
    }

    private static func selectorFault(_ object: LintedObject, _ text: [UInt8]) -> String? {
        guard ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].contains(object.kind),
            text.firstRange(of: "matchLabels".utf8) == nil, text.firstRange(of: "matchExpressions".utf8) == nil
        else { return nil }
        return "a \(object.kind) must contain matchLabels or matchExpressions, and \(GoQuote.quoted(object.name)) "
            + "does not"
    }
}
