internal import HelmKube

/// Reads many objects, a few at a time.
struct LiveObjects: Sendable {
    private static let width = 8

    let client: KubeClient

    /// In the order of `objects`, each once, without those that are not there.
    func read(_ objects: [KubeObject]) async throws(KubeError) -> [KubeObject] {
        var seen: Set<ObjectIdentity> = []
        let wanted = objects.filter { seen.insert($0.identity).inserted }
        var found: [Int: KubeObject] = [:]
        var start = 0
        while start < wanted.count {
            let batch = start..<min(start + Self.width, wanted.count)
            let results = await withTaskGroup(of: (Int, Result<KubeObject?, KubeError>).self) { group in
                for index in batch { group.addTask { (index, await read(wanted[index])) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for (index, result) in results { found[index] = try result.get() }
            start = batch.upperBound
        }
        return wanted.indices.compactMap { found[$0] }
    }

    private func read(_ object: KubeObject) async -> Result<KubeObject?, KubeError> {
        do throws(KubeError) {
            var live = object
            live.value = try await client.get(object.path)
            return .success(live)
        } catch {
            return error.isNotFound ? .success(nil) : .failure(error)
        }
    }
}
