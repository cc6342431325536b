#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The kubeconfig of an embedded cluster.
enum KubeconfigFile {
    /// The text of a kubeconfig with one context.
    ///
    /// The token stands in the server's URL too: kubectl and Helm send no token of a kubeconfig over plain HTTP, but do
    /// send the URL's user information.
    static func text(address: String, port: Int, token: String) -> String {
        let host = address.contains(":") ? "[\(address)]" : address
        return """
            # Written by helm-wrapper for its embedded cluster; valid while that runs.
            apiVersion: v1
            kind: Config
            clusters:
            - name: embedded
              cluster:
                server: http://embedded:\(token)@\(host):\(port)
            users:
            - name: embedded
              user:
                token: \(token)
            contexts:
            - name: embedded
              context:
                cluster: embedded
                user: embedded
                namespace: default
            current-context: embedded

            """
    }

    /// Writes `text` to `path` in one step, readable by the owner only.
    static func write(_ text: String, to path: String) throws(EmbeddedClusterError) {
        let temporary = "\(path).\(RandomText.uid()).tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path, errno) }
        var problem: Int32?
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, problem == nil {
            let count = rest.withUnsafeBytes { bytes in bytes.baseAddress.map { writeBytes(file, $0, bytes.count) } ?? 0
            }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { problem = errno }
        }
        if problem == nil, fsync(file) != 0 { problem = errno }
        if close(file) != 0, problem == nil { problem = errno }
        if problem == nil, rename(temporary, path) != 0 { problem = errno }
        guard let problem else { return }
        _ = unlink(temporary)
        throw failure(path, problem)
    }

    private static func failure(_ path: String, _ code: Int32) -> EmbeddedClusterError {
        EmbeddedClusterError(
            .cannotWriteKubeconfig, "cannot write the kubeconfig \(path): \(String(cString: strerror(code)))"
        )
    }
}

/// `write(2)`, whose name the enum above uses for itself.
private func writeBytes(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { write(file, bytes, count) }
