/// Why an embedded cluster could not start or write its kubeconfig.
public struct EmbeddedClusterError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The address is taken or not this machine's.
        case cannotListen
        /// The kubeconfig file could not be written.
        case cannotWriteKubeconfig
        /// The cluster does not listen yet, or no longer.
        case notRunning
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
