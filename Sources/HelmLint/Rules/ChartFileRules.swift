internal import HelmChart
internal import HelmValues

/// The rules about Chart.yaml.
///
/// Helm: chart/v2/lint/rules/chartfile.go
enum ChartFileRules {
    private static let name = "Chart.yaml"

    static func run(_ request: LintRequest, into report: inout LintReport) {
        let entry = request.folder.chartFile
        report.check(.error, name, entry == .folder ? "should be a file, not a directory" : nil)
        let file: UncheckedChartFile
        switch contents(entry, path: "\(request.path)/\(name)") {
        case .failure(let fault):
            report.check(.error, name, "unable to parse YAML\n\t\(fault.message)")
            return
        case .success(let read): file = read
        }
        report.check(
            .warning, name, file.strictFault.map { "failed to strictly parse chart metadata file\n\t\($0)" })
        let metadata = file.metadata
        report.check(.error, name, nameFault(metadata.name))
        report.check(.error, name, apiVersionFault(metadata.apiVersion))
        report.check(.error, name, typeFault("version", in: file.values))
        report.check(.error, name, versionFault(metadata.version))
        report.check(.error, name, typeFault("appVersion", in: file.values))
        report.check(.error, name, file.maintainers.lazy.compactMap(maintainerFault).first)
        report.check(.error, name, metadata.sources.first { !Addresses.isRequestURL($0) }.map(sourceFault))
        report.check(.info, name, metadata.icon.isEmpty ? "icon is recommended" : nil)
        let hasBadIcon = !metadata.icon.isEmpty && !Addresses.isRequestURL(metadata.icon)
        report.check(.error, name, hasBadIcon ? "invalid icon URL '\(metadata.icon)'" : nil)
        let isV2 = bytesEqual(metadata.apiVersion, "v2")
        let (version, valid) = ("in apiVersion '\(metadata.apiVersion)'", "valid in apiVersion 'v2'")
        report.check(
            .error, name,
            !metadata.type.isEmpty && !isV2 ? "chart type is not valid \(version). It is \(valid)" : nil)
        report.check(
            .error, name,
            file.hasDependencies && !isV2
                ? "dependencies are not valid in the Chart file with apiVersion '\(metadata.apiVersion)'. They are \(valid)"
                : nil)
        let isStrictVersion = (try? SemanticVersion(strict: metadata.version)) != nil
        report.check(
            .warning, name, isStrictVersion ? nil : "version '\(metadata.version)' is not a valid SemVerV2")
    }

    private static func contents(
        _ entry: ChartFolder.Entry, path: String
    ) -> Result<UncheckedChartFile, ChartError> {
        switch entry {
        case .file(let bytes): Result { () throws(ChartError) in try UncheckedChartFile(bytes) }
        case .folder: .failure(ChartError(.unreadable, "read \(path): is a directory"))
        case .missing: .failure(ChartError(.unreadable, "open \(path): no such file or directory"))
        case .unreadable(let reason): .failure(ChartError(.unreadable, "open \(path): \(reason)"))
        }
    }

    private static func nameFault(_ name: String) -> String? {
        if name.isEmpty { return "name is required" }
        return name.utf8.contains(UInt8(ascii: "/")) ? "chart name \(GoQuote.quoted(name)) is invalid" : nil
    }

    private static func apiVersionFault(_ version: String) -> String? {
        let allowed = "The value must be either \"v1\" or \"v2\""
        if version.isEmpty { return "apiVersion is required. \(allowed)" }
        if bytesEqual(version, "v1") || bytesEqual(version, "v2") { return nil }
        return "apiVersion '\(version)' is not valid. \(allowed)"
    }

    private static func typeFault(_ key: String, in values: ValueMap) -> String? {
        guard let value = values[key] else { return nil }
        let type: String
        switch value {
        case .string: return nil
        case .null: type = "<nil>"
        case .bool: type = "bool"
        case .int, .float: type = "float64"
        case .list: type = "[]interface {}"
        case .map: type = "map[string]interface {}"
        }
        return "\(key) should be of type string but it's of type \(type)"
    }

    private static func versionFault(_ text: String) -> String? {
        if text.isEmpty { return "version is required" }
        guard let version = try? SemanticVersion(text) else { return "version '\(text)' is not a valid SemVer" }
        // The lowest version that there is: 0.0.0-0.
        let isLowest = version.major == 0 && version.minor == 0 && version.patch == 0 && version.prerelease == "0"
        return isLowest ? "version \(GoQuote.quoted(version.description)) is less than or equal to \"0.0.0-0\"" : nil
    }

    private static func maintainerFault(_ maintainer: ChartMetadata.Maintainer?) -> String? {
        guard let maintainer else { return "a maintainer entry is empty" }
        if maintainer.name.isEmpty { return "each maintainer requires a name" }
        if !maintainer.email.isEmpty, !Addresses.isEmail(maintainer.email) {
            return "invalid email '\(maintainer.email)' for maintainer '\(maintainer.name)'"
        }
        if !maintainer.url.isEmpty, !Addresses.isURL(maintainer.url) {
            return "invalid url '\(maintainer.url)' for maintainer '\(maintainer.name)'"
        }
        return nil
    }

    private static func sourceFault(_ source: String) -> String { "invalid source URL '\(source)'" }
}
