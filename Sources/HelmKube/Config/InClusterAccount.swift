internal import HelmHTTP

/// The service account of the pod that the server runs in.
struct InClusterAccount {
    let host: String
    let port: String
    let folder: String

    /// Nil outside of a cluster.
    init?(policy: ClusterPolicy) {
        guard let host = policy.environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = policy.environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty,
            FileReader.exists(policy.serviceAccountDirectory + "/token")
        else { return nil }
        self.host = host
        self.port = port
        folder = policy.serviceAccountDirectory
    }

    func connection() throws(KubeError) -> ClusterConnection {
        let authority = folder + "/ca.crt"
        let namespace = try? FileReader.read(folder + "/namespace")
        return ClusterConnection(
            server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            tls: TLSOptions(certificateAuthority: FileReader.exists(authority) ? try FileReader.read(authority) : nil),
            // By name: the token rotates.
            credentials: Credentials(.tokenFile(folder + "/token")),
            namespace: namespace.map { String(decoding: $0, as: UTF8.self) } ?? "default")
    }
}
