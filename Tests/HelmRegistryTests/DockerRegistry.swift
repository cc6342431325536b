import HelmHTTP
import HelmTesting
import Testing

extension DockerRegistry {
    /// What it answers, for looks behind the client's back.
    func get(_ path: String) async throws -> [UInt8] {
        var request = HTTPRequest("GET", "http://\(host)/v2/\(path)")
        request.headers["Accept"] = "application/vnd.oci.image.manifest.v1+json"
        let response = try await HTTPClient.shared.send(request)
        #expect(response.status == 200, "\(path)")
        return response.body
    }
}
