internal import HelmHTTP
internal import HelmValues

/// Puts content into a repository.
///
/// oras-go: registry/remote/repository.go, blobStore and manifestStore
struct BlobUpload: Sendable {
    let session: RegistrySession
    let repository: String

    private func url(_ rest: String) -> String { session.url("/v2/\(repository)/\(rest)") }

    func exists(_ descriptor: Descriptor) async throws(RegistryError) -> Bool {
        let request = RegistrySession.Request(
            method: "HEAD", url: url("blobs/\(descriptor.digest)"), limit: RegistryBounds.answerBytes)
        let response = try await session.send(request)
        switch response.status {
        case 200: return true
        case 404: return false
        default:
            throw ErrorAnswer.error("HEAD", request.url, response)
                .prefixed("failed to perform \"Exists\" on destination: ")
        }
    }

    /// In one piece.
    func send(_ blob: ChartArtifact.Blob) async throws(RegistryError) {
        do throws(RegistryError) {
            try await upload(blob)
        } catch {
            throw error.prefixed("failed to perform \"Push\" on destination: ")
        }
    }

    private func upload(_ blob: ChartArtifact.Blob) async throws(RegistryError) {
        var request = RegistrySession.Request(
            method: "POST", url: url("blobs/uploads/"), body: [], limit: RegistryBounds.answerBytes)
        let started = try await session.send(request)
        guard started.status == 202 else { throw ErrorAnswer.error("POST", request.url, started) }
        let location = try location(of: started, request.url)
        let digest = FormEncoding.text([("digest", blob.descriptor.digest.text)])
        request = RegistrySession.Request(
            method: "PUT", url: location + (location.contains("?") ? "&" : "?") + digest,
            headers: ["Content-Type": "application/octet-stream"], body: blob.content,
            limit: RegistryBounds.answerBytes)
        let response = try await session.send(request)
        guard response.status == 201 else { throw ErrorAnswer.error("PUT", request.url, response) }
    }

    /// Where the content goes: nowhere but to the registry itself, since the credentials go there too.
    private func location(of response: HTTPResponse, _ url: String) throws(RegistryError) -> String {
        guard let text = response.headers["Location"], !text.isEmpty else {
            throw RegistryError(.unreachable, "http: no Location header in response")
        }
        guard let location = RelativeURL.resolve(text, against: url), let origin = URLOrigin(location),
            let home = URLOrigin(url)
        else {
            throw RegistryError(.unreachable, "blob upload Location is not a URL")
        }
        let isHome = origin.host == home.host && (origin.port == home.port)
        guard isHome else {
            throw RegistryError(
                .forbidden,
                "blob upload Location \(GoQuote.quoted(shown(origin))) is on a different host than the registry "
                    + GoQuote.quoted(session.registry.host))
        }
        guard origin.isTLS || !home.isTLS else {
            throw RegistryError(
                .forbidden, "blob upload Location \(GoQuote.quoted(shown(origin))) downgrades scheme from https")
        }
        return location
    }

    private func shown(_ origin: URLOrigin) -> String {
        let host = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        return origin.port == (origin.isTLS ? 443 : 80) ? host : "\(host):\(origin.port)"
    }

    func put(_ manifest: ChartArtifact.Blob, tag: String) async throws(RegistryError) {
        let request = RegistrySession.Request(
            method: "PUT", url: url("manifests/\(tag)"), headers: ["Content-Type": manifest.descriptor.mediaType],
            body: manifest.content, limit: RegistryBounds.answerBytes)
        let response = try await session.send(request)
        guard response.status == 201 else { throw ErrorAnswer.error("PUT", request.url, response) }
        guard let said = response.headers["Docker-Content-Digest"], !said.isEmpty else { return }
        guard bytesEqual(said, manifest.descriptor.digest.text) else {
            throw RegistryError(
                .corrupted,
                "PUT \(GoQuote.quoted(ShownURL.text(request.url))): invalid response; digest mismatch in "
                    + "Docker-Content-Digest: received \(GoQuote.quoted(String(said.prefix(200)))) when expecting "
                    + GoQuote.quoted(manifest.descriptor.digest.text))
        }
    }
}
