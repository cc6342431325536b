internal import HelmValues

// Helm: chart/v2/metadata.go and dependency.go, Validate
extension MetadataDraft {
    /// The finished metadata: texts cleaned, rules checked, in Helm's order and words.
    func validated() throws(ChartError) -> ChartMetadata {
        var result = metadata
        for path: WritableKeyPath<ChartMetadata, String> in [
            \.name, \.description, \.home, \.icon, \.condition, \.tags, \.appVersion, \.kubeVersion,
        ] { result[keyPath: path] = Self.sanitized(result[keyPath: path]) }
        result.sources = result.sources.map(Self.sanitized)
        result.keywords = result.keywords.map(Self.sanitized)
        try Self.checkIdentity(result)
        result.maintainers = []
        for maintainer in maintainers {
            guard var maintainer else { throw Self.invalid("maintainers must not contain empty or null nodes") }
            maintainer.name = Self.sanitized(maintainer.name)
            maintainer.email = Self.sanitized(maintainer.email)
            maintainer.url = Self.sanitized(maintainer.url)
            result.maintainers.append(maintainer)
        }
        result.dependencies = try validatedDependencies()
        return result
    }

    static func checkIdentity(_ metadata: ChartMetadata) throws(ChartError) {
        let (name, version) = (metadata.name, metadata.version)
        if metadata.apiVersion.isEmpty { throw invalid("chart.metadata.apiVersion is required") }
        if name.isEmpty { throw invalid("chart.metadata.name is required") }
        if name == "." || name == ".." { throw invalid("chart.metadata.name \(GoQuote.quoted(name)) is not allowed") }
        if name.utf8.contains(UInt8(ascii: "/")) {
            throw invalid("chart.metadata.name \(GoQuote.quoted(name)) is invalid")
        }
        if version.isEmpty { throw invalid("chart.metadata.version is required") }
        do {
            _ = try SemanticVersion(version)
        } catch {
            throw invalid("chart.metadata.version \(GoQuote.quoted(version)) is invalid")
        }
        if !["", "application", "library"].contains(metadata.type) {
            throw invalid("chart.metadata.type must be application or library")
        }
    }

    private func validatedDependencies() throws(ChartError) -> [ChartDependency] {
        var seen: Set<String> = []
        var result: [ChartDependency] = []
        for dependency in dependencies {
            guard var dependency else { throw Self.invalid("dependencies must not contain empty or null nodes") }
            dependency.name = Self.sanitized(dependency.name)
            dependency.version = Self.sanitized(dependency.version)
            dependency.repository = Self.sanitized(dependency.repository)
            dependency.condition = Self.sanitized(dependency.condition)
            dependency.tags = dependency.tags.map(Self.sanitized)
            guard dependency.alias.utf8.allSatisfy(Self.isAliasByte) else {
                throw Self.invalid(
                    "dependency \(GoQuote.quoted(dependency.name)) has disallowed characters in the alias")
            }
            let key = dependency.alias.isEmpty ? dependency.name : dependency.alias
            guard seen.insert(key).inserted else {
                throw Self.invalid("more than one dependency with name or alias \(GoQuote.quoted(key))")
            }
            result.append(dependency)
        }
        return result
    }

    private static func isAliasByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// White space becomes a space, what cannot be printed goes.
    static func sanitized(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                result.append(" ")
            } else if GoQuote.isPrintable(scalar) {
                result.append(scalar)
            }
        }
        return String(result)
    }

    static func invalid(_ message: String) -> ChartError { ChartError(.invalidChart, "validation: \(message)") }
}
