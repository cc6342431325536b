internal import HelmValues
internal import KubeSchema
internal import Logging

extension ObjectApplier {
    /// Brings the cluster from the objects of `original` to those of `target`: one after the other, what left the
    /// manifest is deleted last.
    ///
    /// A failed update does not stop the others; a failed read or creation does. After a failure nothing is deleted.
    public func update(
        original: [KubeObject], target: [KubeObject], options: UpdateOptions
    ) async -> UpdateOutcome {
        var outcome = UpdateOutcome()
        do throws(KubeError) {
            try Self.check(options)
            let failures = try await write(target, original, options, &outcome)
            outcome.failure = Self.joined(failures)
        } catch {
            outcome.failure = error
        }
        if outcome.failure == nil {
            outcome.failure = Self.joined(await deleteLeft(original, target, isDryRun: options.isDryRun, &outcome))
        }
        return outcome
    }

    private static func check(_ options: UpdateOptions) throws(KubeError) {
        guard case .serverSide(let forcesConflicts) = options.method else { return }
        var problem: String?
        if options.threeWayMergeForCustomResources {
            problem = "cannot use three-way merge for unstructured and server-side apply together"
        } else if options.forcesReplace, forcesConflicts {
            problem = "cannot use force conflicts and force replace together"
        } else if options.forcesReplace {
            problem = "cannot use server-side apply and force replace together"
        }
        if let problem { throw KubeError(.invalidOptions, "invalid operation: " + problem) }
    }

    private static func joined(_ failures: [KubeError]) -> KubeError? {
        KubeError.joined(failures) { $0.joined(separator: " && ") }
    }

    private func write(
        _ targets: [KubeObject], _ originals: [KubeObject], _ options: UpdateOptions, _ outcome: inout UpdateOutcome
    ) async throws(KubeError) -> [KubeError] {
        let writer = ObjectWriter(client: client, isDryRun: options.isDryRun, fieldValidation: options.fieldValidation)
        let known = Dictionary(originals.map { ($0.identity, $0) }) { first, _ in first }
        var failures: [KubeError] = []
        for target in targets {
            if target.name.isEmpty {
                throw KubeError(
                    .invalidManifest, "could not get information about the resource: resource name may not be empty")
            }
            if known[target.identity] != nil, let forcesConflicts = options.appliesUnread {
                failures += try await apply(target, forcesConflicts, writer, &outcome)
                continue
            }
            guard let live = try await live(target) else {
                // Told as created even when it fails half-way, so that it is cleaned up.
                outcome.created.append(target)
                do throws(KubeError) {
                    outcome.created[outcome.created.count - 1] = try await writer.create(target, method: options.method)
                } catch {
                    throw error.wrapped("failed to create resource: ")
                }
                continue
            }
            var updated = target
            do throws(KubeError) {
                updated = try await update(target, from: known[target.identity] ?? live, live, writer, options)
            } catch {
                if error.code == .cancelled { throw error }
                failures.append(error)
            }
            outcome.updated.append(updated)
        }
        return failures
    }

    /// Server-side apply of an object that the release has already: the server tells whether it was still there, so it
    /// is not asked before, as Helm does. Only a failure needs to know: a failed update does not stop the others.
    private func apply(
        _ target: KubeObject, _ forcesConflicts: Bool, _ writer: ObjectWriter, _ outcome: inout UpdateOutcome
    ) async throws(KubeError) -> [KubeError] {
        do throws(KubeError) {
            let (object, isNew) = try await writer.applyTelling(target, forcesConflicts: forcesConflicts)
            if isNew { outcome.created.append(object) } else { outcome.updated.append(object) }
            return []
        } catch {
            if error.code == .cancelled { throw error }
            guard try await live(target) != nil else {
                outcome.created.append(target)
                throw error.wrapped("failed to create resource: ")
            }
            outcome.updated.append(target)
            return [error]
        }
    }

    private func live(_ target: KubeObject) async throws(KubeError) -> KubeObject? {
        do {
            return target.with(try await client.get(target.path))
        } catch {
            if error.isNotFound { return nil }
            throw error.wrapped("could not get information about the resource: ")
        }
    }

    private func update(
        _ target: KubeObject, from original: KubeObject, _ live: KubeObject, _ writer: ObjectWriter,
        _ options: UpdateOptions
    ) async throws(KubeError) -> KubeObject {
        if options.forcesReplace { return try await writer.replace(target, live: live) }
        if case .serverSide(let forcesConflicts) = options.method {
            if options.migratesFieldManagers, ManagedFieldsMigration.isNeeded(live.value, KubeClient.fieldManager) {
                try await writer.migrateFieldManagers(target, live: live)
            }
            return try await writer.applyTelling(target, forcesConflicts: forcesConflicts).object
        }
        let (type, patch) = try ClientSidePatch.make(
            original: original, target: target, live: live.value,
            isThreeWay: options.threeWayMergeForCustomResources)
        // Nothing to say: the live object, which was just read, is what the server would answer.
        if patch.mapValue?.isEmpty ?? false { return live }
        return try await writer.patch(target, type: type, patch)
    }

    /// Deletes what `original` has and `target` has not; a dry run only tells what that would be.
    private func deleteLeft(
        _ originals: [KubeObject], _ targets: [KubeObject], isDryRun: Bool, _ outcome: inout UpdateOutcome
    ) async -> [KubeError] {
        let kept = Set(targets.map(\.identity))
        let writer = ObjectWriter(client: client)
        var failures: [KubeError] = []
        for object in originals where !kept.contains(object.identity) {
            let live: Value
            do throws(KubeError) {
                live = try await client.get(object.path)
            } catch {
                if error.code == .cancelled { return failures + [error] }
                // What cannot be read is left alone, as Helm does: it may be kept by its annotation.
                client.logger.debug("unable to get object", metadata: ["name": "\(object.name)"])
                continue
            }
            if object.with(live).isKept { continue }
            do throws(KubeError) {
                if !isDryRun { try await writer.delete(object, .background) }
                outcome.deleted.append(object)
            } catch {
                if error.isNotFound { continue }
                failures.append(
                    error.wrapped(
                        "failed to delete resource namespace=\(object.namespace ?? ""), name=\(object.name), "
                            + "kind=\(object.kind.kind): "))
            }
        }
        return failures
    }
}

extension UpdateOptions {
    /// Whether conflicts are forced, when nothing has to be known of the live object; nil when it has to be read.
    fileprivate var appliesUnread: Bool? {
        guard case .serverSide(let forcesConflicts) = method, !migratesFieldManagers else { return nil }
        return forcesConflicts
    }
}
