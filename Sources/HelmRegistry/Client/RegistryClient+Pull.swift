internal import HelmChart
internal import HelmHTTP
internal import HelmValues

extension RegistryClient {
    /// Downloads a chart by tag or digest. With both the digest decides.
    ///
    /// Helm: pkg/registry/client.go, Pull
    public func pull(
        _ reference: OCIReference, _ access: RegistryAccess = RegistryAccess(), options: PullOptions = PullOptions()
    ) async throws(RegistryError) -> PulledChart {
        let wanted = reference.digest.map { reference.at(digest: $0) } ?? reference
        guard wanted.tag != nil || wanted.digest != nil else { throw RegistryError(.invalid, "invalid reference") }
        let content = RepositoryContent(
            session: session(wanted.registry, access, scope: TokenScope.pull(wanted.repository)), reference: wanted)
        let root: RepositoryContent.Manifest
        do throws(RegistryError) {
            root = try await content.manifest(wanted)
        } catch {
            // Helm reads the content in another step than what the registry says of it.
            let step = error.isMismatchedDigest ? "Successors" : "FetchReference"
            throw error.prefixed("failed to perform \"\(step)\" on source: ")
        }
        let layers = try await layers(of: root, content)
        let parts = try layers.checked(needsProvenance: options.provenance == .required)
        let signature = options.provenance == .none ? nil : layers.provenance
        async let config = attempt { () async throws(RegistryError) in
            try await fetched(parts.config, content, limit: RegistryBounds.configBytes)
        }
        async let provenance = attempt { () async throws(RegistryError) -> [UInt8]? in
            guard let signature else { return nil }
            return try await fetched(signature, content, limit: RegistryBounds.provenanceBytes)
        }
        let archive = try await archive(parts.chart, content, options)
        return PulledChart(
            reference: wanted, archive: archive, archiveDigest: parts.chart.digest.text,
            provenance: try await provenance.get(), metadata: try metadata(try await config.get()),
            manifestDigest: root.digest.text)
    }

    /// `async let` passes no typed errors on.
    private func attempt<Success: Sendable>(
        _ body: @Sendable () async throws(RegistryError) -> Success
    ) async -> Result<Success, RegistryError> {
        do throws(RegistryError) { return .success(try await body()) } catch { return .failure(error) }
    }

    /// The parts of the chart. Of a list of manifests it is the first that is a chart's.
    private func layers(
        of root: RepositoryContent.Manifest, _ content: RepositoryContent
    ) async throws(RegistryError) -> ChartLayers {
        var pending = [root]
        var first: ChartLayers?
        var left = RegistryBounds.indexEntries
        while let manifest = pending.popLast() {
            let children: [Descriptor]
            switch try ManifestContent(manifest.bytes, mediaType: manifest.mediaType) {
            case .manifest(let layers):
                if layers.isChart, layers.chart != nil { return layers }
                first = first ?? layers
                continue
            case .index(let list):
                children = list.filter { [MediaType.manifest, MediaType.index].contains($0.mediaType) }
            }
            left -= children.count
            guard left >= 0 else {
                throw RegistryError(.tooLarge, "index has more than \(RegistryBounds.indexEntries) manifests")
            }
            for child in children.reversed() {
                guard child.size <= RegistryBounds.manifestBytes else {
                    throw RegistryError(.tooLarge, "content size \(child.size) exceeds \(RegistryBounds.manifestBytes)")
                }
                let found = try await self.child(child, content)
                pending.append(
                    RepositoryContent.Manifest(bytes: found.bytes, mediaType: child.mediaType, digest: found.digest))
            }
        }
        if let first { return first }
        throw ChartLayers.tooFew(found: 1)
    }

    private func child(
        _ descriptor: Descriptor, _ content: RepositoryContent
    ) async throws(RegistryError) -> RepositoryContent.Manifest {
        do throws(RegistryError) {
            return try await content.manifest(content.reference.at(digest: descriptor.digest))
        } catch {
            let isMissing = error.code == .notFound
            let reason = isMissing ? RegistryError(.notFound, "\(descriptor.digest): not found") : error
            throw reason.prefixed("failed to perform \"FindSuccessors\" on source: ")
        }
    }

    private func archive(
        _ descriptor: Descriptor, _ content: RepositoryContent, _ options: PullOptions
    ) async throws(RegistryError) -> [UInt8] {
        if let cached = await options.cachedArchive?(descriptor.digest.text), descriptor.size == cached.count,
            descriptor.digest.matches(cached)
        {
            return cached
        }
        return try await fetched(descriptor, content, limit: options.maximumChartBytes)
    }

    private func fetched(
        _ descriptor: Descriptor, _ content: RepositoryContent, limit: Int
    ) async throws(RegistryError) -> [UInt8] {
        do throws(RegistryError) {
            return try await content.blob(descriptor, limit: limit)
        } catch {
            let step = error.isMismatchedDigest ? "\"Push\" on destination" : "\"Fetch\" on source"
            throw error.prefixed("failed to perform \(step): ")
        }
    }

    private func metadata(_ config: [UInt8]) throws(RegistryError) -> ChartMetadata {
        do throws(ChartError) {
            return try ChartMetadata(json: config)
        } catch {
            throw RegistryError(.corrupted, error.message)
        }
    }
}
