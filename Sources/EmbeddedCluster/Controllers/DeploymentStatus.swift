import HelmValues

/// The status that a Deployment shows.
struct DeploymentStatus {
    private let deployment: ObjectView
    private let newest: ObjectView?
    private let sets: [ObjectView]
    private let work: ControllerWork

    init(_ deployment: ObjectView, _ newest: ObjectView?, _ sets: [ObjectView], _ work: ControllerWork) {
        self.deployment = deployment
        self.newest = newest
        self.sets = sets
        self.work = work
    }

    private func sum(_ field: String) -> Int { sets.reduce(0) { $0 + $1.counted(field) } }

    /// Writes the status.
    /// - Returns: after how long to look whether the rollout takes too long.
    @discardableResult
    func write(isNew: Bool) async throws -> Duration? {
        let total = sum("replicas")
        let available = sum("availableReplicas")
        let updated = newest?.counted("replicas") ?? 0
        var status: ValueMap = ["observedGeneration": .int(deployment.generation), "terminatingReplicas": 0]
        for (field, number) in [
            ("replicas", total), ("updatedReplicas", updated), ("readyReplicas", sum("readyReplicas")),
            ("availableReplicas", available), ("unavailableReplicas", max(0, wanted(total) - available)),
        ] where number > 0 {
            status[field] = .int(Int64(number))
        }
        var conditions = Conditions(deployment.status, now: work.now)
        let isEnough = available >= deployment.replicas - Rollout(deployment).unavailable
        conditions.set(
            "Available", isEnough ? "True" : "False",
            reason: isEnough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            message: isEnough
                ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
            updateTime: true
        )
        let isDone = updated == deployment.replicas && total == updated && available == updated
        let again = try await progress(&conditions, isNew: isNew, isDone: isDone)
        status["conditions"] = conditions.value
        try await work.writeStatus(status, of: deployment, .deployments)
        return again
    }

    private func wanted(_ total: Int) -> Int { max(total, deployment.replicas) }

    private func progress(_ conditions: inout Conditions, isNew: Bool, isDone: Bool) async throws -> Duration? {
        func set(_ status: String, _ reason: String, _ message: String) {
            conditions.set("Progressing", status, reason: reason, message: message, updateTime: true)
        }
        if deployment.spec["paused"] == true {
            set("Unknown", "DeploymentPaused", "Deployment is paused")
            return nil
        }
        guard let newest else { return nil }
        let name = "ReplicaSet \"\(newest.name)\""
        if isDone {
            set("True", "NewReplicaSetAvailable", "\(name) has successfully progressed.")
            return nil
        }
        let pods = await work.controlled(.pods, by: newest)
        if pods.contains(where: { work.behaviour($0) == .failed && PodFacts.isCrashing($0) }) {
            set("False", "ProgressDeadlineExceeded", "\(name) has timed out progressing.")
            return nil
        }
        // A rollout that stays where it was gives up at its deadline.
        let deadline = Duration.seconds(ObjectView.count(deployment.spec["progressDeadlineSeconds"]) ?? 600)
        let before = deployment.condition("Progressing")
        if before?["reason"] == "ProgressDeadlineExceeded",
            deployment.status["observedGeneration"] == .int(deployment.generation)
        {
            set("False", "ProgressDeadlineExceeded", "\(name) has timed out progressing.")
            return nil
        }
        if isNew {
            set("True", "NewReplicaSetCreated", "Created new replica set \"\(newest.name)\"")
        } else {
            set("True", "ReplicaSetUpdated", "\(name) is progressing.")
        }
        guard let since = conditions.list.first(where: { $0["type"] == "Progressing" })?["lastUpdateTime"]?.stringValue,
            let passed = SimulatedTime.seconds(from: since, to: work.now)
        else { return nil }
        if Duration.seconds(passed) >= deadline {
            set("False", "ProgressDeadlineExceeded", "\(name) has timed out progressing.")
            return nil
        }
        return deadline - .seconds(passed)
    }
}

/// Differences of RFC 3339 times.
enum SimulatedTime {
    /// Seconds from one point in time to another, both in UTC; nil when one is malformed.
    static func seconds(from start: String, to end: String) -> Int64? {
        guard let start = seconds(start), let end = seconds(end) else { return nil }
        return end - start
    }

    private static func seconds(_ text: String) -> Int64? {
        let numbers = text.split(whereSeparator: { !$0.isNumber }).prefix(6).compactMap { Int64($0) }
        guard numbers.count == 6, numbers.allSatisfy({ (0...9999).contains($0) }), (1...12).contains(numbers[1]) else {
            return nil
        }
        // Days since the civil epoch, counted from March so that leap days come last.
        let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
        let month = (numbers[1] + 9) % 12
        let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + numbers[2]
        return ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
    }
}
