import HelmValues

/// Runs a Job's pods to completion. Rules: kubernetes, pkg/controller/job.
struct JobController: Controller {
    func reconcile(_ job: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        if job.isTrue("Complete") || job.isTrue("Failed") { return try await expire(job, work) }
        let all = await work.controlled(.pods, by: job).filter { !$0.isTerminating }
        var active = all.filter { !PodFacts.isFinished($0) }
        try await work.align(active, with: job)
        let succeeded = all.filter { $0.status["phase"] == "Succeeded" }.count
        let failed = all.filter { $0.status["phase"] == "Failed" }.count
        var conditions = Conditions(job.status, now: work.now)
        var again: Duration?
        let parallelism = min(ObjectView.count(job.spec["parallelism"]) ?? 1, work.configuration.maximumPods)
        let completions = ObjectView.count(job.spec["completions"])
        let end = end(job, succeeded: succeeded, failed: failed, active: active.count, completions, work)
        if let end {
            for pod in active { await work.store.delete(work.key(pod, .pods)) }
            active = []
            end.conditions.forEach { conditions.set($0, "True", reason: end.reason, message: end.message) }
        } else if job.spec["suspend"] == true {
            for pod in active { await work.store.delete(work.key(pod, .pods)) }
            active = []
            conditions.set("Suspended", "True", reason: "JobSuspended", message: "Job suspended")
        } else {
            if conditions.list.contains(where: { $0["type"] == "Suspended" }) {
                conditions.set("Suspended", "False", reason: "JobResumed", message: "Job resumed")
            }
            // Without completions the first success ends the work: no new pods then.
            let wanted =
                completions.map { min(parallelism, max(0, $0 - succeeded)) } ?? (succeeded > 0 ? 0 : parallelism)
            for _ in active.count..<max(active.count, wanted) {
                let pod = work.pod(from: job.spec["template"] ?? [:], of: job)
                active.append(ObjectView(try await work.store.create(pod, in: .pods)))
            }
            again = deadline(job).flatMap { work.remaining(until: $0) }
        }
        var status: ValueMap = ["startTime": job.status["startTime"] ?? .string(work.now), "terminating": 0]
        status["ready"] = .int(Int64(active.filter(PodFacts.isReady).count))
        status["uncountedTerminatedPods"] = [:]
        for (field, number) in [("active", active.count), ("succeeded", succeeded), ("failed", failed)] where number > 0
        {
            status[field] = .int(Int64(number))
        }
        if end?.conditions.contains("Complete") == true { status["completionTime"] = .string(work.now) }
        if !conditions.list.isEmpty { status["conditions"] = conditions.value }
        try await work.writeStatus(status, of: job, .jobs)
        return again
    }

    private struct End {
        let conditions: [String]
        let reason: String
        let message: String
    }

    private func deadline(_ job: ObjectView) -> Duration? {
        ObjectView.count(job.spec["activeDeadlineSeconds"]).map { .seconds($0) }
    }

    private func end(
        _ job: ObjectView, succeeded: Int, failed: Int, active: Int, _ completions: Int?, _ work: ControllerWork
    ) -> End? {
        if let completions, succeeded >= completions {
            return End(
                conditions: ["SuccessCriteriaMet", "Complete"], reason: "CompletionsReached",
                message: "Reached expected number of succeeded pods"
            )
        }
        if completions == nil, succeeded > 0, active == 0 {
            return End(
                conditions: ["SuccessCriteriaMet", "Complete"], reason: "CompletionsReached",
                message: "Reached expected number of succeeded pods"
            )
        }
        if failed > min(ObjectView.count(job.spec["backoffLimit"]) ?? 6, work.configuration.maximumPods) {
            return End(
                conditions: ["FailureTarget", "Failed"], reason: "BackoffLimitExceeded",
                message: "Job has reached the specified backoff limit"
            )
        }
        if let deadline = deadline(job), work.age >= deadline {
            return End(
                conditions: ["FailureTarget", "Failed"], reason: "DeadlineExceeded",
                message: "Job was active longer than specified deadline"
            )
        }
        return nil
    }

    /// Deletes a finished Job when its time to live is over.
    private func expire(_ job: ObjectView, _ work: ControllerWork) async throws -> Duration? {
        guard let seconds = ObjectView.count(job.spec["ttlSecondsAfterFinished"]) else { return nil }
        let finished = (job.condition("Complete") ?? job.condition("Failed"))?["lastTransitionTime"]?.stringValue ?? ""
        let passed = SimulatedTime.seconds(from: finished, to: work.now) ?? 0
        if passed < seconds { return .seconds(Int64(seconds) - passed) }
        await work.store.delete(work.key(job, .jobs))
        return nil
    }
}
