/// Creates, updates and deletes the objects of a release, as Helm does.
public struct ObjectApplier: Sendable {
    public let client: KubeClient

    public init(client: KubeClient) {
        self.client = client
    }

    /// Which of `objects` exist already and may be taken over by the release, in their order.
    ///
    /// - Parameter ownership: nil takes whatever is there (`take_ownership`).
    /// - Throws: `notOwned`: `KIND "NAME" in namespace "NS" exists and cannot be imported into the current release: …`;
    ///   other codes: `could not get information about the resource …`. (`Unable to continue with install: ` is the caller's.)
    public func adoptable(
        _ objects: [KubeObject], ownership: Ownership?
    ) async throws(KubeError) -> [KubeObject] {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Creates objects: those of one kind in a row at once, the next kind when they are done. Goes on after failures.
    ///
    /// - Returns: the objects as the server answered.
    public func create(
        _ objects: [KubeObject], options: CreateOptions
    ) async throws(KubeError) -> [KubeObject] {
        throw KubeError(.unsupported, "not built yet")
    }

    /// Brings the cluster from the objects of `original` to those of `target`: one after the other, what left the
    /// manifest is deleted last.
    public func update(
        original: [KubeObject], target: [KubeObject], options: UpdateOptions
    ) async -> UpdateOutcome {
        UpdateOutcome()
    }

    /// Deletes objects in their order, those of one kind in a row at once. What is gone already counts as deleted.
    ///
    /// - Returns: the objects that are deleted, and the failures of the others.
    public func delete(
        _ objects: [KubeObject], propagation: PropagationPolicy
    ) async -> (deleted: [KubeObject], failures: [KubeError]) {
        ([], [])
    }
}
