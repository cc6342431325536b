internal import HelmArchive
internal import HelmValues
internal import HelmYAML

/// Makes a chart of its files, subcharts included. One assembly shares its limits among all packed subcharts.
struct ChartAssembly {
    /// Subcharts within subcharts.
    private static let maximumDepth = 32

    private var limits: ArchiveLimits

    init(limits: ArchiveLimits) { self.limits = limits }

    /// The files of an archive; what they cost is taken from what further archives may cost.
    mutating func unpack(_ archive: [UInt8], isPlain: Bool = false) throws(ArchiveError) -> [ChartFile] {
        let entries =
            try isPlain
            ? ArchiveReader.read(tar: archive, limits: limits) : ArchiveReader.read(tgz: archive, limits: limits)
        limits.totalBytes -= entries.reduce(0) { $0 + $1.data.count }
        limits.entries -= entries.count
        return entries.map { entry in
            var data = entry.data
            data.trimByteOrderMark()
            return ChartFile(name: entry.path, data: data, modified: entry.modified)
        }
    }

    // Helm: chart/v2/loader/load.go, LoadFiles
    mutating func chart(_ files: [ChartFile], depth: Int = 0) throws(ChartError) -> Chart {
        guard depth < Self.maximumDepth else { throw ChartError(.tooLarge, "subcharts are nested too deep") }
        var draft: MetadataDraft?
        var chart = Chart(metadata: ChartMetadata())
        chart.raw = files
        // Chart.yaml first, wherever it stands: the others depend on it.
        for file in files where file.name == "Chart.yaml" {
            var metadata = draft ?? MetadataDraft()
            try metadata.read(file.data, file: "Chart.yaml")
            if metadata.metadata.apiVersion.isEmpty { metadata.metadata.apiVersion = "v1" }
            draft = metadata
            chart.modified = file.modified
        }
        var subcharts = ByteOrderedMap<[ChartFile]>()
        for file in files where file.name != "Chart.yaml" {
            try sort(file, into: &chart, draft: &draft, subcharts: &subcharts)
        }
        guard let draft else { throw ChartError(.invalidChart, "Chart.yaml file is missing") }
        chart.metadata = try draft.validated()
        for entry in subcharts {
            if let subchart = try subchart(entry.key, entry.value, of: chart.name, depth: depth) {
                chart.dependencies.append(subchart)
            }
        }
        return chart
    }

    private func sort(
        _ file: ChartFile, into chart: inout Chart, draft: inout MetadataDraft?,
        subcharts: inout ByteOrderedMap<[ChartFile]>
    ) throws(ChartError) {
        switch file.name {
        case "Chart.lock": chart.lock = try ChartLock.read(file.data, file: file.name)
        case "values.yaml":
            do {
                chart.values = try YAML.values(file.data)
            } catch {
                throw ChartError(.invalidValues, "cannot load values.yaml: \(error.message)")
            }
        case "values.schema.json":
            chart.schema = file.data
            chart.schemaModified = file.modified
        case "requirements.yaml":
            var metadata = draft ?? MetadataDraft()
            if metadata.metadata.apiVersion != "v1" {
                chart.warnings.append(
                    "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend migrating "
                        + "dependencies to Chart.yaml.")
            }
            try metadata.read(file.data, file: file.name)
            if metadata.metadata.apiVersion == "v1" { chart.files.append(file) }
            draft = metadata
        case "requirements.lock":
            chart.lock = try ChartLock.read(file.data, file: file.name)
            if draft?.metadata.apiVersion == "v1" {
                chart.files.append(file)
            } else {
                chart.warnings.append(
                    "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". We recommend "
                        + "migrating to Chart.lock.")
            }
            if draft == nil { draft = MetadataDraft() }
        default:
            if file.name.starts(withBytes: "templates/") {
                chart.templates.append(file)
            } else if file.name.starts(withBytes: "charts/"), !file.name.ends(withBytes: ".prov") {
                var inner = file
                inner.name = file.name.cut(UInt8(ascii: "/"))?.tail ?? ""
                let name = inner.name.cut(UInt8(ascii: "/"))?.head ?? inner.name
                if subcharts[name]?.append(inner) == nil { subcharts[name] = [inner] }
            } else {
                chart.files.append(file)
            }
        }
    }

    private mutating func subchart(
        _ name: String, _ files: [ChartFile], of parent: String, depth: Int
    ) throws(ChartError) -> Chart? {
        if name.starts(withBytes: "_") || name.starts(withBytes: ".") { return nil }
        do throws(ChartError) {
            if name.ends(withBytes: ".tgz") { return try packedSubchart(name, files, of: parent, depth: depth) }
            // A file that lies directly in charts/ has no folder: it makes a chart without files, which fails.
            let inner = files.compactMap { file -> ChartFile? in
                guard let path = file.name.cut(UInt8(ascii: "/"))?.tail else { return nil }
                return ChartFile(name: path, data: file.data, modified: file.modified)
            }
            return try chart(inner, depth: depth + 1)
        } catch {
            if error.message.hasPrefix("error unpacking subchart tar in \(parent): ") { throw error }
            throw ChartError(error.code, "error unpacking subchart \(name) in \(parent): \(error.message)")
        }
    }

    private mutating func packedSubchart(
        _ name: String, _ files: [ChartFile], of parent: String, depth: Int
    ) throws(ChartError) -> Chart {
        guard let file = files.first, file.name == name else {
            throw ChartError(
                .invalidChart,
                "error unpacking subchart tar in \(parent): expected \(name), got \(files.first?.name ?? "")")
        }
        do {
            let unpacked = try unpack(file.data)
            return try chart(unpacked, depth: depth + 1)
        } catch let error as ArchiveError {
            // Go reads ten bytes before it looks at them.
            if file.data.count < 10 { throw ChartError(.unreadable, file.data.isEmpty ? "EOF" : "unexpected EOF") }
            throw ChartError(error.code == .tooLarge ? .tooLarge : .unreadable, error.message)
        } catch let error as ChartError {
            throw error
        } catch {
            throw ChartError(.unreadable, "\(error)")
        }
    }
}
