/// Why a statement or a connection failed.
struct SQLFailure: Error {
    enum Kind {
        /// There is no connection, or there is none any more.
        case connection
        /// The server refused the statement.
        case statement
        case cancelled
    }

    var kind: Kind
    /// The server's five characters, where it gave any.
    var state = ""
    var message: String

    /// In the words of Helm's SQL driver. Nothing in it comes from the connection string but names.
    var releaseError: ReleaseError {
        switch kind {
        case .connection: ReleaseError(.unreachable, "unable to instantiate SQL driver: \(message)")
        case .cancelled: ReleaseError(.cancelled, "context canceled")
        case .statement:
            switch state {
            case "42501": ReleaseError(.forbidden, shown)
            case "23505": ReleaseError(.alreadyExists, "release: already exists")
            default: ReleaseError(.storage, shown)
            }
        }
    }

    private var shown: String { "pq: \(message)" + (state.isEmpty ? "" : " (\(state))") }
}
