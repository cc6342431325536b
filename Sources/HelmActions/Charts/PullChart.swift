public import HelmRepository

/// `helm pull`: a chart from elsewhere becomes an upload.
public struct PullChart: Sendable {
    private let charts: ServerCharts
    private let uploads: Uploads

    public init(charts: ServerCharts, uploads: Uploads) {
        self.charts = charts
        self.uploads = uploads
    }

    /// - Returns: the name that the chart is stored under, and the SHA-256 of its archive in hexadecimal digits.
    public func run(_ reference: ChartReference) async throws(ActionError) -> (file: String, digest: String) {
        guard try charts.isRemote(reference) else {
            throw ActionError(.chartReference, "\(reference.chart) is on this server already")
        }
        let fetched = try await charts.archive(reference)
        do throws(UploadError) {
            let stored = try await uploads.store(fetched.archive, provenance: fetched.provenance)
            return (stored.name, fetched.digest)
        } catch {
            throw ActionError(error.code == .storage ? .internal : .invalidChart, error.message)
        }
    }
}
