internal import HelmKube
internal import HelmRelease
internal import HelmValues

/// A release and its objects as they are now.
public struct Status: Sendable {
    let context: ActionContext

    public init(_ context: ActionContext) { self.context = context }

    /// - Parameter revision: 0 is the newest.
    public func run(name: String, revision: Int, withResources: Bool) async throws(ActionError) -> StatusResult {
        try await context.reach()
        let release = try await context.content(of: name, revision: revision)
        return StatusResult(
            release: release, resources: withResources ? try await resources(of: release) : [])
    }
}

extension Status {
    /// The objects of the release, in the manifest's order. One that cannot be read is told with the reason instead of
    /// failing the whole.
    private func resources(of release: Release) async throws(ActionError) -> [ResourceStatus] {
        let cluster = context.cluster
        let objects: [KubeObject]
        do {
            objects = try await cluster.objects(
                of: release.manifest, namespace: release.namespace, validates: false)
        } catch {
            throw ActionError(error).prefixed("unable to build kubernetes objects from release manifest: ")
        }
        return await withTaskGroup(of: (Int, ResourceStatus).self) { group in
            var waiting = objects.enumerated().makeIterator()
            func next() {
                guard let (index, object) = waiting.next() else { return }
                group.addTask {
                    do throws(KubeError) {
                        return (index, try await cluster.status(of: object))
                    } catch {
                        return (index, ResourceStatus(object, status: "Unknown", message: error.message))
                    }
                }
            }
            for _ in 0..<8 { next() }
            var found: [(Int, ResourceStatus)] = []
            for await result in group {
                found.append(result)
                next()
            }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
