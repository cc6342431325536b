internal import HelmValues
internal import KubeSchema
internal import Logging

/// Objects of one kind in one namespace: they are watched with one stream.
struct WatchTarget: Sendable {
    let mapping: ResourceMapping
    let namespace: String?
    let names: Set<String>

    /// Groups objects, in their order.
    static func targets(of objects: [KubeObject]) -> [WatchTarget] {
        struct Key: Hashable {
            let mapping: ResourceMapping
            let namespace: String?
        }
        var order: [Key] = []
        var names: [Key: Set<String>] = [:]
        for object in objects {
            let key = Key(mapping: object.mapping, namespace: object.namespace)
            if names[key] == nil { order.append(key) }
            names[key, default: []].insert(object.name)
        }
        return order.map { WatchTarget(mapping: $0.mapping, namespace: $0.namespace, names: names[$0] ?? []) }
    }

    var path: KubePath { mapping.path(namespace: namespace) }

    /// A single object is picked by the server.
    var query: KubeQuery {
        names.count == 1 ? names.map { ("fieldSelector", "metadata.name=\($0)") } : []
    }

    func identity(_ name: String) -> ObjectIdentity {
        ObjectIdentity(group: mapping.kind.group, kind: mapping.kind.kind, namespace: namespace ?? "", name: name)
    }
}

/// List and watch of one target, again and again until its task is cancelled.
struct CollectionWatch: Sendable {
    static let pageSize = 500
    static let firstPause: Duration = .milliseconds(800)
    static let longestPause: Duration = .seconds(30)

    enum Event: Sendable {
        /// An object of the target is there.
        case seen(String, Value)
        case gone(String)
        /// The list was read: what it did not have is not there.
        case listed(Set<String>)
    }

    let client: KubeClient
    let target: WatchTarget

    /// Runs until cancelled, or until `report` says that nothing more is wanted.
    /// - Throws: `forbidden` and the like, which asking again does not mend.
    func run(_ report: (Event) async throws(KubeError) -> Bool) async throws(KubeError) {
        var pause = Self.firstPause
        while !Task.isCancelled {
            do throws(KubeError) {
                var version = try await list(report)
                guard version != "" else { return }
                while !Task.isCancelled {
                    guard let next = try await watch(from: version, report) else { return }
                    // A server that ends every watch at once must not be asked in a tight loop.
                    if next == version { try await sleep(Self.firstPause) }
                    version = next
                    pause = Self.firstPause
                }
            } catch {
                switch error.code {
                case .cancelled, .forbidden, .unauthorized: throw error
                default:
                    client.logger.debug(
                        "list and watch failed, trying again",
                        metadata: ["kind": "\(target.mapping.kind.kind)", "error": "\(error.message)"])
                    try await sleep(pause)
                    pause = min(pause * 2, Self.longestPause)
                }
            }
        }
        throw KubeError(.cancelled, "context canceled")
    }

    /// The resource version to watch from; empty when nothing more is wanted.
    private func list(_ report: (Event) async throws(KubeError) -> Bool) async throws(KubeError) -> String {
        let list: KubeList
        do {
            list = try await client.list(target.path, query: target.query, pageSize: Self.pageSize)
        } catch {
            if error.isNotFound {
                // The kind itself is gone, and its objects with it.
                list = KubeList(items: [], resourceVersion: "0")
            } else if error.code == .cancelled {
                throw error
            } else {
                let kind = target.mapping.kind
                throw error.wrapped("failed to list \(kind.group)/\(kind.version), Kind=\(kind.kind): ")
            }
        }
        var seen: Set<String> = []
        for item in list.items {
            let name = item.text("metadata", "name")
            guard target.names.contains(name) else { continue }
            seen.insert(name)
            if try await !report(.seen(name, item)) { return "" }
        }
        if try await !report(.listed(seen)) { return "" }
        return list.resourceVersion.isEmpty ? "0" : list.resourceVersion
    }

    /// The resource version that was reached; nil when nothing more is wanted.
    private func watch(
        from version: String, _ report: (Event) async throws(KubeError) -> Bool
    ) async throws(KubeError) -> String? {
        var version = version
        let seconds = Int.random(in: 300...600)
        let query: KubeQuery =
            target.query + [
                ("allowWatchBookmarks", "true"), ("resourceVersion", version), ("timeoutSeconds", String(seconds)),
            ]
        let watch = try await client.watch(target.path, query: query)
        while true {
            let event: KubeWatchEvent?
            do {
                event = try await watch.next()
            } catch {
                // A cut stream is nothing special: go on from where it was.
                if error.code == .unreachable { return version }
                throw error
            }
            guard let event else { return version }
            let reached = event.object.text("metadata", "resourceVersion")
            if !reached.isEmpty { version = reached }
            let name = event.object.text("metadata", "name")
            let wantsMore: Bool
            switch event {
            case .added(let object), .modified(let object):
                wantsMore = target.names.contains(name) ? try await report(.seen(name, object)) : true
            case .deleted: wantsMore = target.names.contains(name) ? try await report(.gone(name)) : true
            case .bookmark: wantsMore = true
            }
            if !wantsMore { return nil }
        }
    }

    private func sleep(_ pause: Duration) async throws(KubeError) {
        do {
            try await Task.sleep(for: pause)
        } catch {
            throw KubeError(.cancelled, "context canceled")
        }
    }
}
