internal import HelmHTTP
internal import HelmValues

/// One repository's manifests and blobs.
struct RepositoryContent: Sendable {
    let session: RegistrySession
    let reference: OCIReference

    struct Manifest: Sendable {
        let bytes: [UInt8]
        let mediaType: String
        let digest: ContentDigest
    }

    func url(_ rest: String) -> String { session.url("/v2/\(reference.repository)/\(rest)") }

    /// The manifest that a tag or a digest names, checked against the digest and what the registry says of it.
    ///
    /// oras-go: registry/remote/repository.go, manifestStore.FetchReference
    func manifest(_ reference: OCIReference) async throws(RegistryError) -> Manifest {
        let name = reference.tag ?? reference.digest?.text ?? ""
        guard !name.isEmpty else { throw RegistryError(.invalid, "invalid reference") }
        let request = RegistrySession.Request(
            url: url("manifests/\(name)"), headers: ["Accept": MediaType.acceptedManifests],
            limit: RegistryBounds.manifestBytes)
        let response = try await session.send(request)
        switch response.status {
        case 200: break
        case 404: throw RegistryError(.notFound, "\(reference): not found")
        default: throw ErrorAnswer.error("GET", request.url, response)
        }
        let place = "GET \(GoQuote.quoted(ShownURL.text(request.url)))"
        guard let type = response.headers["Content-Type"], !type.isEmpty else {
            throw RegistryError(.unreachable, "\(place): invalid response `Content-Type` header; mime: no media type")
        }
        let found = ContentDigest(sha256Of: response.body)
        let expected = reference.tag == nil ? reference.digest : nil
        let said = try Self.digest(in: response, place)
        if let expected {
            let named = said ?? (expected.matches(response.body) ? expected : found)
            guard named == expected else {
                throw RegistryError(
                    .corrupted,
                    "\(place): invalid response; digest mismatch in Docker-Content-Digest: received "
                        + "\(GoQuote.quoted(named.text)) when expecting \(GoQuote.quoted(expected.text))")
            }
        }
        guard (said ?? expected)?.matches(response.body) != false else { throw .mismatchedDigest }
        return Manifest(bytes: response.body, mediaType: MediaType.base(type), digest: expected ?? found)
    }

    /// The digest of what a tag or a digest names, as the registry says it.
    func digest(of reference: OCIReference) async throws(RegistryError) -> ContentDigest {
        let name = reference.tag ?? reference.digest?.text ?? ""
        guard !name.isEmpty else { throw RegistryError(.invalid, "invalid reference") }
        let request = RegistrySession.Request(
            method: "HEAD", url: url("manifests/\(name)"), headers: ["Accept": MediaType.acceptedManifests],
            limit: RegistryBounds.answerBytes)
        let response = try await session.send(request)
        switch response.status {
        case 200: break
        case 404: throw RegistryError(.notFound, "\(reference): not found")
        default: throw ErrorAnswer.error("HEAD", request.url, response)
        }
        if let digest = try Self.digest(in: response, "HEAD \(GoQuote.quoted(ShownURL.text(request.url)))") {
            return digest
        }
        // Some registries say it with the content alone.
        return try await manifest(reference).digest
    }

    func blob(_ descriptor: Descriptor, limit: Int) async throws(RegistryError) -> [UInt8] {
        guard descriptor.size <= limit else {
            throw RegistryError(
                .tooLarge, "content size \(descriptor.size) exceeds \(limit): size exceeds limit")
        }
        // A blob is compressed as it is, or not at all.
        let request = RegistrySession.Request(
            url: url("blobs/\(descriptor.digest)"), headers: ["Accept-Encoding": "identity"],
            limit: max(descriptor.size, RegistryBounds.answerBytes))
        let response = try await session.send(request)
        switch response.status {
        case 200: break
        case 404: throw RegistryError(.notFound, "\(descriptor.digest): not found")
        default: throw ErrorAnswer.error("GET", request.url, response)
        }
        if response.headers["Content-Encoding"] == nil, let length = response.headers["Content-Length"],
            Int(length) != descriptor.size
        {
            throw RegistryError(
                .corrupted, "GET \(GoQuote.quoted(ShownURL.text(request.url))): mismatch Content-Length")
        }
        try descriptor.verify(response.body)
        return response.body
    }

    private static func digest(in response: HTTPResponse, _ place: String) throws(RegistryError) -> ContentDigest? {
        guard let text = response.headers["Docker-Content-Digest"], !text.isEmpty else { return nil }
        do throws(RegistryError) {
            return try ContentDigest(text)
        } catch {
            throw RegistryError(
                .unreachable,
                "\(place): invalid response header value: `Docker-Content-Digest: \(text.prefix(200))`; \(error.message)"
            )
        }
    }
}
