internal import Glibc
internal import HelmChart
public import HelmRender

/// `helm create --starter`: new charts made of charts in one trusted folder.
public struct ChartStarters: Sendable {
    private let folder: String?
    private let threads: RenderThreads

    /// - Parameters:
    ///   - folder: nil where none is configured.
    ///   - threads: where charts are read.
    public init(folder: String?, threads: RenderThreads) {
        self.folder = folder.flatMap(Self.realPath)
        self.threads = threads
    }

    /// The chart of that name as its archive.
    /// - Parameter starter: a base name in the folder.
    public func archive(
        name: String, starter: String
    ) async throws(ActionError) -> (fileName: String, bytes: [UInt8]) {
        let path = try path(of: starter)
        var metadata = ChartMetadata()
        (metadata.apiVersion, metadata.name, metadata.version) = ("v2", name, "0.1.0")
        (metadata.description, metadata.type, metadata.appVersion) = ("\(name) on Kubernetes", "application", "0.1.0")
        let new = metadata
        do throws(ActionError) {
            return try await translated {
                try await threads.run {
                    try Create.packed(ChartStarter.files(of: ChartLoader.load(folder: path), metadata: new), name: name)
                }
            }
        } catch {
            throw ActionError(error.code, "could not load \(starter): \(error.message)".replacing(path, with: starter))
        }
    }

    /// The only way from a request to a starter's path: a link does not lead out of the folder.
    private func path(of starter: String) throws(ActionError) -> String {
        guard let folder else { throw ActionError(.unsupported, "starter needs a starterDir in the configuration") }
        let isBaseName = ![".", ".."].contains(starter) && !starter.utf8.contains { [0, 0x2f, 0x5c].contains($0) }
        if isBaseName, let real = Self.realPath("\(folder)/\(starter)"), real.hasPrefix(folder + "/") { return real }
        throw ActionError(.chartNotFound, "could not load \(starter): no such starter in the configured starterDir")
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
