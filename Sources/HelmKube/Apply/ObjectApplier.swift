internal import HelmValues
internal import KubeSchema

/// Creates, updates and deletes the objects of a release, as Helm does (Helm: kube/client.go).
public struct ObjectApplier: Sendable {
    /// Objects of one kind that are written at once. Helm has no bound.
    static let parallelism = 32
    /// Objects that are read at once.
    static let readParallelism = 8

    public let client: KubeClient

    public init(client: KubeClient) {
        self.client = client
    }

    /// Which of `objects` exist already and may be taken over by the release, in their order.
    ///
    /// - Parameter ownership: nil takes whatever is there (`take_ownership`).
    /// - Throws: `notOwned`: `KIND "NAME" in namespace "NS" exists and cannot be imported into the current release: …`;
    ///   other codes: `could not get information about the resource …`. (`unable to continue with install: ` is the
    ///   caller's.)
    public func adoptable(
        _ objects: [KubeObject], ownership: Ownership?
    ) async throws(KubeError) -> [KubeObject] {
        // Read together, judged in order: the first that is not ours is the one that Helm tells.
        let answers = await inParallel(objects, limit: Self.readParallelism) { object in
            await Self.result { () async throws(KubeError) in try await existing(object) }
        }
        var result: [KubeObject] = []
        for (object, answer) in zip(objects, answers) {
            guard let live = try answer.get() else { continue }
            do throws(KubeError) {
                try ownership?.check(live)
            } catch {
                throw error.wrapped(
                    "\(object.resourceText) exists and cannot be imported into the current release: ")
            }
            result.append(object)
        }
        return result
    }

    /// The live object; nil when there is none, or when the server will choose its name.
    private func existing(_ object: KubeObject) async throws(KubeError) -> KubeObject? {
        if object.name.isEmpty, !object.generateName.isEmpty { return nil }
        guard object.generateName.isEmpty else {
            throw KubeError(.invalidManifest, "metadata.name and metadata.generateName cannot both be set")
        }
        do {
            return object.with(try await client.get(object.path))
        } catch {
            if error.isNotFound { return nil }
            throw error.wrapped("could not get information about the resource \(object.resourceText): ")
        }
    }

    /// Creates objects: those of one kind in a row at once, the next kind when they are done. Goes on after failures.
    ///
    /// - Returns: the objects as the server answered.
    public func create(
        _ objects: [KubeObject], options: CreateOptions = CreateOptions()
    ) async throws(KubeError) -> [KubeObject] {
        let writer = ObjectWriter(client: client, isDryRun: options.isDryRun, fieldValidation: options.fieldValidation)
        var created: [KubeObject] = []
        var failures: [KubeError] = []
        for batch in Self.batches(objects) {
            let results = await inParallel(batch, limit: Self.parallelism) { object in
                await Self.result { () async throws(KubeError) in
                    try await writer.create(object, method: options.method)
                }
            }
            for result in results {
                switch result {
                case .success(let object): created.append(object)
                case .failure(let error): failures.append(error)
                }
            }
        }
        if let failure = KubeError.lines(failures) { throw failure }
        return created
    }

    /// Deletes objects in their order, those of one kind in a row at once. What is gone already counts as deleted.
    ///
    /// - Returns: the objects that are deleted, and the failures of the others. No objects at all is a failure too, in
    ///   Helm's words; callers that may have none ask first.
    public func delete(
        _ objects: [KubeObject], propagation: PropagationPolicy
    ) async -> (deleted: [KubeObject], failures: [KubeError]) {
        if objects.isEmpty {
            return ([], [KubeError(.invalidOptions, "object not found, skipping delete: no objects visited")])
        }
        let writer = ObjectWriter(client: client)
        var deleted: [KubeObject] = []
        var failures: [KubeError] = []
        for batch in Self.batches(objects) {
            let results = await inParallel(batch, limit: Self.parallelism) { object in
                await Self.result { () async throws(KubeError) in
                    try await writer.delete(object, propagation)
                }
            }
            for (object, result) in zip(batch, results) {
                switch result {
                case .success: deleted.append(object)
                case .failure(let error) where error.isNotFound: deleted.append(object)
                case .failure(let error): failures.append(error)
                }
            }
        }
        return (deleted, failures)
    }

    /// Runs of one kind. Helm: batchPerform.
    static func batches(_ objects: [KubeObject]) -> [[KubeObject]] {
        var batches: [[KubeObject]] = []
        for object in objects {
            if let last = batches.last?.last, bytesEqual(last.kind.kind, object.kind.kind) {
                batches[batches.count - 1].append(object)
            } else {
                batches.append([object])
            }
        }
        return batches
    }

    static func result<Output>(
        _ body: () async throws(KubeError) -> Output
    ) async -> Result<Output, KubeError> {
        do throws(KubeError) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
