internal import HelmProcess
internal import HelmChart
internal import HelmHTTP
internal import HelmValues

/// How a chart is pushed.
public struct PushOptions: Sendable {
    /// The text of a `.prov` file, to lie beside the chart.
    public var provenance: [UInt8]?
    /// When the archive was made, as RFC 3339 has it. Helm takes the file's time.
    public var created: String
    /// The reference must end in the chart's name and version.
    public var isStrict: Bool
    public var maximumChartBytes: Int

    public init(
        created: String, provenance: [UInt8]? = nil, isStrict: Bool = true, maximumChartBytes: Int = 20 << 20
    ) {
        self.created = created
        self.provenance = provenance
        self.isStrict = isStrict
        self.maximumChartBytes = maximumChartBytes
    }
}

/// What was pushed, and how the registry knows it.
public struct PushedChart: Sendable, Hashable {
    public let reference: OCIReference
    /// `sha256:…`
    public let manifestDigest: String
    public let archiveDigest: String
}

extension RegistryClient {
    /// Pushes a packed chart under its own name and version into `remote`, such as `oci://registry.example.com/charts`.
    ///
    /// Helm: pkg/pusher/ocipusher.go
    public func push(
        _ archive: [UInt8], into remote: String, _ access: RegistryAccess = RegistryAccess(), options: PushOptions
    ) async throws(RegistryError) -> PushedChart {
        let metadata = try await Self.loaded(archive, options)
        let folder = remote.hasPrefix(OCIReference.scheme) ? remote.dropFirst(OCIReference.scheme.count) : remote[...]
        let parts = folder.split(separator: "/").map(String.init) + [metadata.name]
        let name = "\(parts.joined(separator: "/")):\(metadata.version)"
        return try await push(archive, metadata, to: name, access, options)
    }

    /// Pushes a packed chart to `host/path/name:version`.
    ///
    /// What the registry has already is not sent again. The tag is written last: whoever pulls it gets all of it.
    ///
    /// Helm: pkg/registry/client.go, Push
    public func push(
        _ archive: [UInt8], to reference: String, _ access: RegistryAccess = RegistryAccess(), options: PushOptions
    ) async throws(RegistryError) -> PushedChart {
        try await push(archive, try await Self.loaded(archive, options), to: reference, access, options)
    }

    private func push(
        _ archive: [UInt8], _ metadata: ChartMetadata, to text: String, _ access: RegistryAccess,
        _ options: PushOptions
    ) async throws(RegistryError) -> PushedChart {
        let reference = try OCIReference(text)
        if options.isStrict, !text.utf8.reversed().starts(with: "/\(metadata.name):\(metadata.version)".utf8.reversed())
        {
            throw RegistryError(
                .invalid, "strict mode enabled, ref basename and tag must match the chart name and version")
        }
        guard let tag = reference.tag, reference.digest == nil else {
            throw RegistryError(.invalid, "invalid reference: a chart is pushed to a tag")
        }
        let artifact = ChartArtifact(archive, metadata, provenance: options.provenance, created: options.created)
        let upload = BlobUpload(
            session: session(reference.registry, access, scope: TokenScope.push(reference.repository)),
            repository: reference.repository)
        for blob in artifact.blobs {
            if try await upload.exists(blob.descriptor) { continue }
            try await upload.send(blob)
        }
        do throws(RegistryError) {
            try await upload.put(artifact.manifest, tag: tag)
        } catch {
            throw error.prefixed("failed to perform \"Push\" on destination: ")
        }
        return PushedChart(
            reference: reference, manifestDigest: artifact.manifest.descriptor.digest.text,
            archiveDigest: artifact.chart.descriptor.digest.text)
    }

    private static func loaded(_ archive: [UInt8], _ options: PushOptions) async throws(RegistryError) -> ChartMetadata
    {
        let result: Result<ChartMetadata, RegistryError> = await BlockingThread.run {
            do throws(RegistryError) { return .success(try metadata(archive, options)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    static func metadata(_ archive: [UInt8], _ options: PushOptions) throws(RegistryError) -> ChartMetadata {
        guard archive.count <= options.maximumChartBytes else {
            throw RegistryError(.tooLarge, "chart archive exceeds \(options.maximumChartBytes) bytes")
        }
        guard options.provenance?.count ?? 0 <= RegistryBounds.provenanceBytes else {
            throw RegistryError(.tooLarge, "provenance exceeds \(RegistryBounds.provenanceBytes) bytes")
        }
        do throws(ChartError) {
            return try ChartLoader.load(archive: archive).metadata
        } catch {
            throw RegistryError(error.code == .tooLarge ? .tooLarge : .invalid, error.message)
        }
    }
}
