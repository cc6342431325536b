internal import HelmValues

extension Chart {
    /// Refuses a chart whose declared dependencies are not in `charts/`.
    ///
    /// Helm: cmd/install.go over action/dependency.go, CheckDependencies. Call it before
    /// ``processedDependencies(with:)``.
    public func checkDependencies() throws(ChartError) {
        do throws(ChartError) {
            try checkPresence()
        } catch {
            throw ChartError(
                error.code,
                "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' "
                    + "to fetch missing dependencies: \(error.message)")
        }
    }

    // Helm: action/install.go, CheckDependencies
    func checkPresence() throws(ChartError) {
        let missing = metadata.dependencies.map(\.name).filter { name in
            !dependencies.contains { bytesEqual($0.name, name) }
        }
        guard !missing.isEmpty else { return }
        throw ChartError(
            .missingDependencies,
            "found in Chart.yaml, but missing in charts/ directory: " + missing.joined(separator: ", "))
    }

    /// Refuses a chart that cannot be a release: a library.
    ///
    /// Helm: cmd/install.go, checkIfInstallable
    public func checkInstallable() throws(ChartError) {
        if ["", "application"].contains(metadata.type) { return }
        throw ChartError(.notInstallable, "\(metadata.type) charts are not installable")
    }
}
