internal import FoundationEssentials
internal import HelmHTTP
internal import HelmRegistry
public import HelmRepository
internal import HelmValues
internal import HelmYAML

/// The configuration file, checked. Keys are those of `config-example.yaml`.
public struct ServerConfiguration: Sendable {
    /// Where uploaded charts are kept; absolute.
    public var uploadPath = "/tmp/charts"
    public var helmRepos: [RepositoryEntry] = []
    public var helmRegistries: [RepositoryEntry] = []
    /// True statuses instead of 200 for every handled reply.
    public var httpStatus = false
    /// Folders whose kubeconfig files a request may name with `kube_config`.
    public var kubeConfigDirs: [String]?
    /// Patterns (`*` matches anything) of the API servers that `X-KubeApiServer` may name. Default: any https address.
    public var allowedAPIServers: [String]?
    /// Whether `X-KubeInsecureSkipTLSVerify` is obeyed.
    public var allowInsecureSkipTLSVerify = false
    /// Folders on the server whose charts a request may name by path.
    public var chartRoots: [String] = []
    /// Patterns of the hosts that a request, a chart or an index may lead to, besides those of ``helmRepos`` and
    /// ``helmRegistries``. Default: every host.
    public var allowedHosts: [String]?
    /// Folders whose certificate files a request may name.
    public var certificateDirs: [String] = []
    /// How often the indexes of repositories are asked for; nil for never.
    public var repositoryRefreshInterval: Duration? = .seconds(600)
    /// The largest index of a repository, unpacked, in bytes.
    public var maxIndexBytes = 128 << 20
    /// The keyring that provenance is verified with, and charts are signed with, where a request names none.
    public var keyring: String?
    /// Folders whose keyrings a request may name.
    public var keyringDirs: [String] = []
    /// The folder with charts that a new chart may start from.
    public var starterDir: String?
    /// The largest chart archive that may be uploaded, in bytes.
    public var maxUploadBytes = 20 << 20
    /// How long operations may go on after a signal to stop; then they are cancelled and recorded as failed.
    public var shutdownGracePeriod: Duration = .seconds(60)
    /// The hub that `helm search hub` asks.
    public var hubEndpoint = HubSearch.defaultEndpoint

    public init() {}
}

/// Why the configuration cannot be used; the message is one line for the person who starts the program.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    public let message: String
    public var description: String { message }
}

extension ServerConfiguration {
    /// Reads and checks the file at `path`, and makes the upload folder.
    public static func load(path: String) throws(ConfigurationError) -> ServerConfiguration {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError(message: "open \(path): no such file or directory, or not readable")
        }
        let configuration = try parse([UInt8](bytes), name: path)
        try configuration.prepareUploadFolder()
        return configuration
    }

    static func parse(_ bytes: [UInt8], name: String) throws(ConfigurationError) -> ServerConfiguration {
        let value: Value
        do throws(YAMLError) {
            value = try YAML.parse(bytes)
        } catch {
            throw ConfigurationError(message: "\(name): \(error.message)".replacing("\n", with: " "))
        }
        if value.isNull { return ServerConfiguration() }
        guard let map = value.mapValue else {
            throw ConfigurationError(message: "\(name): the configuration must be a map of keys")
        }
        var reader = ConfigurationReader(file: name, prefix: "", map: map)
        var configuration = ServerConfiguration()
        try configuration.read(from: &reader)
        try reader.refuseUnknownKeys()
        guard URLOrigin(configuration.hubEndpoint) != nil else {
            throw ConfigurationError(message: "\(name): hubEndpoint must be an http or https URL")
        }
        guard configuration.uploadPath.hasPrefix("/") else {
            throw ConfigurationError(
                message: "charts upload path is not absolute: uploadPath: \(configuration.uploadPath)")
        }
        return configuration
    }

    private mutating func read(from reader: inout ConfigurationReader) throws(ConfigurationError) {
        uploadPath = try reader.string("uploadPath") ?? uploadPath
        helmRepos = try reader.entries("helmRepos")
        helmRegistries = try reader.entries("helmRegistries")
        httpStatus = try reader.bool("httpStatus") ?? httpStatus
        kubeConfigDirs = try reader.strings("kubeConfigDirs")
        allowedAPIServers = try reader.strings("allowedApiServers")
        allowInsecureSkipTLSVerify = try reader.bool("allowInsecureSkipTLSVerify") ?? allowInsecureSkipTLSVerify
        chartRoots = try reader.strings("chartRoots") ?? []
        allowedHosts = try reader.strings("allowedHosts")
        certificateDirs = try reader.strings("certificateDirs") ?? []
        if let interval = try reader.duration("repositoryRefreshInterval") {
            repositoryRefreshInterval = interval > .zero ? interval : nil
        }
        maxIndexBytes = try reader.positive("maxIndexBytes") ?? maxIndexBytes
        keyring = try reader.string("keyring")
        keyringDirs = try reader.strings("keyringDirs") ?? []
        starterDir = try reader.string("starterDir")
        maxUploadBytes = try reader.positive("maxUploadBytes") ?? maxUploadBytes
        shutdownGracePeriod = try reader.duration("shutdownGracePeriod") ?? shutdownGracePeriod
        hubEndpoint = try reader.string("hubEndpoint") ?? hubEndpoint
    }

    /// The gate for every URL that a request, a chart or an index names.
    var outboundGate: OutboundGate {
        let trusted = helmRepos.compactMap { URLOrigin($0.url) } + helmRegistries.compactMap { Self.origin($0.url) }
        return OutboundGate(
            allowedHosts: allowedHosts.map { $0.map(HostPattern.init) }, trustedOrigins: Set(trusted))
    }

    /// Where requests to a registry go.
    private static func origin(_ registry: String) -> URLOrigin? {
        guard let name = try? RegistryName(configured: registry) else { return nil }
        return URLOrigin((registry.hasPrefix("http://") ? "http://" : "https://") + name.host)
    }

    private func prepareUploadFolder() throws(ConfigurationError) {
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: uploadPath, withIntermediateDirectories: true)
        } catch {
            throw ConfigurationError(message: "uploadPath \(uploadPath) cannot be made: is its parent writable?")
        }
        var isFolder = false
        guard files.fileExists(atPath: uploadPath, isDirectory: &isFolder), isFolder else {
            throw ConfigurationError(message: "uploadPath \(uploadPath) is not a folder")
        }
        // Asking the kernel is not enough: root may write where the file system is read-only.
        let probe = "\(uploadPath)/.helm-wrapper-\(UInt64.random(in: .min ... .max))"
        guard files.createFile(atPath: probe, contents: Data()) else {
            throw ConfigurationError(message: "uploadPath \(uploadPath) is not writable")
        }
        try? files.removeItem(atPath: probe)
    }
}
