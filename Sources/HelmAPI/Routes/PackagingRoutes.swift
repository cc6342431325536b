internal import HTTPTypes
internal import HelmActions
internal import HelmChart
internal import HelmRepository

/// `helm package` and `helm dependency`.
struct PackagingRoutes {
    let services: Services

    func install(on routes: inout RouteTable) {
        routes.on(.post, "/api/charts/package") { try await package($0) }
        routes.on(.get, "/api/charts/dependencies") { request in
            ChartReplies.states(try await services.dependencies.list(try reference(request)))
        }
        routes.on(.put, "/api/charts/dependencies") { try await changeDependencies($0) }
    }

    /// The archive goes into the upload store, or with `Accept: application/gzip` to the caller alone.
    private func package(_ request: APIRequest) async throws -> Reply {
        let packing = try await PackageForm(request, limit: services.configuration.maxUploadBytes).request()
        let isDownload = request.prefers("application/gzip")
        guard !isDownload || packing.signing == nil else {
            throw APIError(.badRequest, "a download holds the archive alone: leave out either sign or Accept")
        }
        let (packages, uploads) = (services.packages, services.uploads)
        let archive = try await services.operations.run { () async throws(ActionError) in
            let packed = try await packages.run(packing)
            if !isDownload { try await Self.store(packed, in: uploads) }
            return packed.archive
        }
        if isDownload { return .file(name: archive.fileName, type: "application/gzip", archive.bytes) }
        return ChartReplies.stored(archive.fileName, digest: "sha256:" + Checksum.sha256(archive.bytes))
    }

    private static func store(_ packed: PackagedChart, in uploads: Uploads) async throws(ActionError) {
        do throws(UploadError) {
            _ = try await uploads.store(packed.archive.bytes, provenance: packed.provenance)
        } catch {
            throw ActionError(error.code == .storage ? .internal : .invalidChart, error.message)
        }
    }

    private func changeDependencies(_ request: APIRequest) async throws -> Reply {
        var chart = try reference(request)
        let mode = request.query("mode") ?? ""
        guard ["", "update", "build"].contains(mode) else {
            throw APIError(.badRequest, "bad mode \(mode), mode only support update/build")
        }
        let options = try await request.options("dependencyOptions")
        chart.verify = try options.bool("verify")
        chart.keyring = try options.string("keyring")
        let (dependencies, reference) = (services.dependencies, chart)
        let states = try await services.operations.run { () async throws(ActionError) in
            mode == "build" ? try await dependencies.build(reference) : try await dependencies.update(reference)
        }
        return ChartReplies.states(states)
    }

    private func reference(_ request: APIRequest) throws(APIError) -> ChartReference {
        guard let name = request.query("chart"), !name.isEmpty else {
            throw APIError(.badRequest, "chart name can not be empty")
        }
        return ChartReference(name)
    }
}
