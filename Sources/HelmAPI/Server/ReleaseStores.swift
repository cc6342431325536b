internal import HelmKube
public import HelmRelease
public import HelmRender

/// Where releases are kept, as `HELM_DRIVER` says.
struct ReleaseStores: Sendable {
    private enum Driver: Sendable {
        case objects(ObjectReleaseStore.Kind)
        case memory(MemoryReleaseStore)
        case database(SQLDatabase)
    }

    private let driver: Driver
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - connectionString: what only the SQL driver reads, and nobody shows.
    ///   - now: seconds since 1970.
    /// - Throws: in Helm's words, when there is no such driver or the connection string cannot be read.
    init(
        driver name: String, connectionString: String, now: @escaping @Sendable () -> Int64
    ) throws(ReleaseError) {
        self.now = now
        switch name {
        case "", "secret", "secrets": driver = .objects(.secret)
        case "configmap", "configmaps": driver = .objects(.configMap)
        case "memory": driver = .memory(MemoryReleaseStore(namespace: "", now: now))
        case "sql":
            let threads = RenderThreads(count: 4, stackBytes: 1 << 20)
            driver = .database(try SQLDatabase(connectionString: connectionString, threads: threads))
        default: throw ReleaseError(.storage, "unknown driver \"\(name)\"")
        }
    }

    /// - Parameter namespace: empty for all.
    func store(client: KubeClient, namespace: String) -> any ReleaseStore {
        switch driver {
        case .objects(let kind): ObjectReleaseStore(kind: kind, client: client, namespace: namespace, now: now)
        case .memory(let store): store.inNamespace(namespace)
        case .database(let database): SQLReleaseStore(database: database, namespace: namespace, now: now)
        }
    }
}

extension RenderThreads: SQLThreads {}
