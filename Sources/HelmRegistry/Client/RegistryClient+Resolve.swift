internal import HelmValues

/// Which chart a reference and a version stand for.
public struct ResolvedReference: Sendable, Hashable {
    /// To be pulled: by the tag found, or by the digest given.
    public let reference: OCIReference
    /// The version found or given; nil for a digest alone.
    public let version: String?
}

extension RegistryClient {
    /// Finds what `version`, an exact one or a constraint, means in a repository. An empty one is the reference's tag,
    /// and without a tag the newest stable version.
    ///
    /// A version that is exact is not looked for. With tag and digest in a reference they must belong together.
    ///
    /// Helm: pkg/registry/client.go, ValidateReference
    public func resolve(
        _ text: String, version requested: String = "", _ access: RegistryAccess = RegistryAccess()
    ) async throws(RegistryError) -> ResolvedReference {
        let reference = try OCIReference(text)
        let given = reference.version ?? ""
        guard requested.isEmpty || given.isEmpty || bytesEqual(requested, given) || requested == reference.tag else {
            throw RegistryError(
                .invalid, "chart reference and version mismatch: \(requested) is not \(reference.tag ?? "")")
        }
        let version = requested.isEmpty ? given : requested
        if let digest = reference.digest {
            try await check(digest, is: version, of: reference, access)
            return ResolvedReference(
                reference: reference.at(digest: digest), version: version.isEmpty ? nil : version)
        }
        if (try? SemanticVersion(version)) != nil {
            return ResolvedReference(reference: try reference.at(version: version), version: version)
        }
        let tags = try await tags(reference, access)
        guard !tags.isEmpty else {
            throw RegistryError(.notFound, "unable to locate any tags in provided repository: \(Self.shown(text))")
        }
        let tag = try Self.tag(matching: version, in: tags)
        return ResolvedReference(reference: try reference.at(version: tag), version: tag)
    }

    /// The first of `tags` that is `version`, or fits it as a constraint.
    ///
    /// Helm: pkg/registry/tag.go, GetTagMatchingVersionOrConstraint
    public static func tag(matching version: String, in tags: [String]) throws(RegistryError) -> String {
        if !version.isEmpty, let same = tags.first(where: { bytesEqual($0, version) }) { return same }
        let constraint: VersionConstraint
        do throws(VersionError) {
            constraint = try VersionConstraint(version.isEmpty ? "*" : version)
        } catch {
            throw RegistryError(.invalid, error.message)
        }
        let found = tags.first { tag in (try? SemanticVersion(tag)).map(constraint.allows) ?? false }
        guard let found else {
            throw RegistryError(
                .notFound, "could not locate a version matching provided version string \(version)")
        }
        return found
    }

    /// A digest needs no tag; where there is one, it must name the same.
    private func check(
        _ digest: ContentDigest, is version: String, of reference: OCIReference, _ access: RegistryAccess
    ) async throws(RegistryError) {
        // What can be no tag is a constraint, of which Helm asks nothing here either.
        guard !version.isEmpty, let tagged = try? reference.at(version: version) else { return }
        let content = RepositoryContent(
            session: session(reference.registry, access, scope: TokenScope.pull(reference.repository)),
            reference: tagged)
        let found: ContentDigest
        do throws(RegistryError) {
            found = try await content.digest(of: tagged)
        } catch {
            if error.code == .notFound { return }
            throw error
        }
        guard found == digest else {
            throw RegistryError(.invalid, "chart reference digest mismatch: \(found) is not \(digest)")
        }
    }

    private static func shown(_ text: String) -> String {
        OCIReference.isOCI(text) ? text : OCIReference.scheme + text
    }
}
