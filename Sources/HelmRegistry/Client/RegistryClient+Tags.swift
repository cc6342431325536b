internal import HelmHTTP
internal import HelmValues

extension RegistryClient {
    /// The versions in a repository, newest first. Tags that are no strict semantic versions are left out.
    ///
    /// Helm: pkg/registry/client.go, Tags
    public func tags(
        _ repository: OCIReference, _ access: RegistryAccess = RegistryAccess()
    ) async throws(RegistryError) -> [String] {
        let session = session(repository.registry, access, scope: TokenScope.pull(repository.repository))
        var next: String? = session.url("/v2/\(repository.repository)/tags/list")
        var versions: [SemanticVersion] = []
        var count = 0
        for _ in 0..<RegistryBounds.tagPages {
            guard let url = next else { return Self.sorted(versions) }
            let page = try await page(url, session)
            count += page.tags.count
            guard count <= RegistryBounds.tags else {
                throw RegistryError(.tooLarge, "\(repository) has more than \(RegistryBounds.tags) tags")
            }
            for tag in page.tags {
                let text = String(
                    decoding: tag.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "+") : $0 }, as: UTF8.self)
                if let version = try? SemanticVersion(strict: text) { versions.append(version) }
            }
            next = page.next
        }
        throw RegistryError(.tooLarge, "the tags of \(repository) have more than \(RegistryBounds.tagPages) pages")
    }

    private struct Page {
        let tags: [String]
        let next: String?
    }

    private func page(_ url: String, _ session: RegistrySession) async throws(RegistryError) -> Page {
        let response = try await session.send(
            RegistrySession.Request(url: url, limit: RegistryBounds.manifestBytes))
        guard response.status == 200 else { throw ErrorAnswer.error("GET", url, response) }
        let body: Value
        do throws(JSONError) {
            body = try JSON.parsePrefix(response.body[...]).value
        } catch {
            throw RegistryError(
                .unreachable, "GET \(GoQuote.quoted(ShownURL.text(url))): failed to decode response: \(error.message)")
        }
        let tags = (body["tags"]?.listValue ?? []).compactMap(\.stringValue)
        guard let link = response.headers["Link"], !link.isEmpty else { return Page(tags: tags, next: nil) }
        return Page(tags: tags, next: try Self.next(link, after: url))
    }

    /// oras-go: registry/remote/utils.go, parseLink
    private static func next(_ link: String, after url: String) throws(RegistryError) -> String {
        let shown = GoQuote.quoted(String(link.prefix(200)))
        guard link.hasPrefix("<") else { throw RegistryError(.unreachable, "invalid next link \(shown): missing '<'") }
        guard let end = link.firstIndex(of: ">") else {
            throw RegistryError(.unreachable, "invalid next link \(shown): missing '>'")
        }
        guard let next = RelativeURL.resolve(String(link.dropFirst().prefix(upTo: end)), against: url) else {
            throw RegistryError(.unreachable, "invalid next link \(shown)")
        }
        return next
    }

    /// Stable, so that versions which differ in their metadata alone keep the registry's order.
    private static func sorted(_ versions: [SemanticVersion]) -> [String] {
        versions.enumerated().sorted { left, right in
            let order = left.element.compare(to: right.element)
            return order == 0 ? left.offset < right.offset : order > 0
        }.map(\.element.description)
    }
}
