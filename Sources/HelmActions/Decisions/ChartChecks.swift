internal import HelmChart

extension Chart {
    /// Throws unless the chart can be installed: no library, and all that it declares is in it.
    func checkInstallable() throws(ActionError) {
        guard metadata.type.isEmpty || metadata.type == "application" else {
            throw ActionError(.chartNotInstallable, "\(metadata.type) charts are not installable")
        }
        let names = Set(dependencies.map(\.name))
        let missing = metadata.dependencies.map(\.name).filter { !names.contains($0) }
        if !missing.isEmpty {
            throw ActionError(
                .missingDependencies,
                "found in Chart.yaml, but missing in charts/ directory: \(missing.joined(separator: ", "))")
        }
    }
}
