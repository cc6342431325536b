internal import HelmHTTP
internal import HelmValues
internal import Synchronization

/// Authorizations that registries took: bounded, each for one registry, one identity and one scope until it expires.
public final class TokenCache: Sendable {
    /// Whose credentials an authorization was made with: nobody else may use it.
    enum Identity: Sendable, Hashable {
        case explicit(RegistryCredential)
        /// The server's own, from this file.
        case stored(String)
    }

    struct Key: Sendable, Hashable {
        let origin: URLOrigin
        let identity: Identity
        /// Trust in the registry is part of who was spoken to.
        let tls: TLSOptions
        /// Empty for what is good for everything there.
        let scope: String
    }

    private struct Entry {
        let header: String
        let expiry: ContinuousClock.Instant
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var order: [Key] = []
    }

    private let state = Mutex(State())
    private let limit: Int
    static let maximumLifetime = Duration.seconds(3_600)

    public init(limit: Int = 256) { self.limit = max(limit, 1) }

    /// The value of an `Authorization` header, for the scope or for everything.
    func header(_ key: Key) -> String? {
        let general = Key(origin: key.origin, identity: key.identity, tls: key.tls, scope: "")
        return state.withLock { state in
            for key in [key, general] {
                guard let entry = state.entries[key] else { continue }
                if entry.expiry > .now { return entry.header }
                Self.remove(key, from: &state)
            }
            return nil
        }
    }

    func store(_ header: String, for key: Key, lifetime: Duration) {
        let entry = Entry(header: header, expiry: .now + min(lifetime, Self.maximumLifetime))
        state.withLock { state in
            // Credentials stay no longer in memory than what was had with them.
            for key in state.order where state.entries[key].map({ $0.expiry <= .now }) ?? true {
                Self.remove(key, from: &state)
            }
            if state.entries.updateValue(entry, forKey: key) == nil { state.order.append(key) }
            while state.order.count > limit { state.entries[state.order.removeFirst()] = nil }
        }
    }

    func remove(_ key: Key) { state.withLock { Self.remove(key, from: &$0) } }

    /// Forgets everything that was had with stored credentials at a host.
    func removeStored(host: String) {
        state.withLock { state in
            for key in state.order {
                if case .stored = key.identity, bytesEqual(key.origin.host, host) { Self.remove(key, from: &state) }
            }
        }
    }

    private static func remove(_ key: Key, from state: inout State) {
        if state.entries.removeValue(forKey: key) != nil { state.order.removeAll { $0 == key } }
    }
}
