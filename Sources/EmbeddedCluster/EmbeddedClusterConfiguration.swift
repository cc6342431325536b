/// How an ``EmbeddedCluster`` listens and behaves.
public struct EmbeddedClusterConfiguration: Sendable {
    /// The address to listen on. Loopback: the cluster is for trying things out, not for serving others.
    public var address: String
    /// The port to listen on; 0 lets the system choose.
    public var port: Int
    /// The bearer token that every request must carry.
    public var token: String
    /// How long simulated pods take to become ready.
    public var readyDelay: Duration
    /// Bounds on what the cluster keeps.
    public var limits: Limits

    /// Bounds on what the cluster keeps in memory.
    public struct Limits: Sendable {
        /// Bytes of one request's body.
        public var requestBytes = 3 << 20
        /// Objects of all kinds together.
        public var objects = 100_000
        /// Approximate bytes of all objects together.
        public var bytes = 1 << 30
        /// Past changes that a watch can start from.
        public var events = 8192
        /// Approximate bytes of past versions that only the event log still holds.
        public var eventBytes = 128 << 20
        /// Changes that may wait for one slow watcher before it is closed.
        public var watchBacklog = 4096
        /// Watches open at one time.
        public var watches = 4096

        public init() {}
    }

    /// - Parameter token: nil makes a random one.
    public init(
        address: String = "127.0.0.1", port: Int = 0, token: String? = nil,
        readyDelay: Duration = .milliseconds(300), limits: Limits = Limits()
    ) {
        self.address = address
        self.port = port
        self.token = token ?? RandomText.token()
        self.readyDelay = readyDelay
        self.limits = limits
    }
}
