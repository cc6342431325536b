internal import Glibc
public import HelmArchive
internal import HelmValues

/// Reads charts from archives and folders.
public enum ChartLoader {
    /// The chart in a packed archive.
    public static func load(archive: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws(ChartError) -> Chart {
        var assembly = ChartAssembly(limits: limits)
        let files: [ChartFile]
        do {
            files = try assembly.unpack(archive)
        } catch {
            // Helm: chart/loader, LoadArchive
            let isNoGzip = error.message == "gzip: invalid header"
            throw ChartError(
                error.code == .tooLarge ? .tooLarge : .unreadable,
                isNoGzip
                    ? "stream does not appear to be a valid chart file (details: \(error.message))"
                    : "unable to load chart archive: \(error.message)")
        }
        return try assembly.chart(files)
    }

    /// The chart in a folder; `.helmignore` decides which files belong to it.
    public static func load(
        folder: String, limits: ArchiveLimits = ArchiveLimits()
    ) throws(ChartError) -> Chart {
        let files = try FolderReader.read(folder, limits: limits)
        var assembly = ChartAssembly(limits: limits)
        return try assembly.chart(files)
    }

    /// The chart in a folder that somebody put into a .tgz or .tar: `.helmignore` counts, as it does in the folder.
    public static func load(
        packedFolder archive: [UInt8], limits: ArchiveLimits = ArchiveLimits()
    ) throws(ChartError) -> Chart {
        var assembly = ChartAssembly(limits: limits)
        let files: [ChartFile]
        do {
            files = try assembly.unpack(archive, isPlain: !Gzip.isCompressed(archive))
        } catch {
            throw ChartError(
                error.code == .tooLarge ? .tooLarge : .unreadable, "unable to load chart archive: \(error.message)")
        }
        let ignoreText = files.first { $0.name == ".helmignore" }?.data ?? []
        let rules = try IgnoreRules(ignoreText)
        // The order of a folder: what is packed of it must not depend on who packed it before.
        let kept = files.filter { !rules.ignoresAnyPart(of: $0.name) }.sorted { bytesPrecede($0.name, $1.name) }
        return try assembly.chart(kept)
    }

    /// The chart in a folder, as the verbs say that look for a Chart.yaml first.
    ///
    /// Helm: chart/loader/load.go, LoadDir
    public static func detect(
        folder: String, limits: ArchiveLimits = ArchiveLimits()
    ) throws(ChartError) -> Chart {
        let file = "\(folder)/Chart.yaml"
        if access(file, R_OK) != 0 {
            let reason = String(cString: strerror(errno)).lowercased()
            throw ChartError(.unreadable, "unable to detect chart at \(file): open \(file): \(reason)")
        }
        return try load(folder: folder, limits: limits)
    }

    /// The chart made of `files`, named relative to the chart's folder.
    public static func load(
        files: [ChartFile], limits: ArchiveLimits = ArchiveLimits()
    ) throws(ChartError) -> Chart {
        var assembly = ChartAssembly(limits: limits)
        return try assembly.chart(
            files.map { file in
                var file = file
                file.data.trimByteOrderMark()
                return file
            })
    }
}
