import Foundation
import HelmProcess
import Testing

/// How programs end, and that nothing of them is left.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ProgramEndTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "program-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func number(_ name: String) async throws -> Int32 {
        while true {
            if let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8), text.hasSuffix("\n") {
                return try #require(Int32(text.dropLast()))
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Until none of the group runs; a test's time limit ends the waiting.
    private func isGone(_ group: Int32) async throws {
        while kill(-group, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(arguments: [
        "sleep 1000", "exec 1>&-; sleep 1000", "sleep 1000 & exit 0", "sleep 1000 & wait",
        "trap '' TERM INT; sleep 1000 & wait",
        "kill -STOP $$",
    ])
    func itsTimeIsOver(_ script: String) async throws {
        let reason = await failure {
            try await shell("echo $$ > '\(folder)/group'; \(script)", timeout: .milliseconds(400))
        }
        #expect(reason == "timed out")
        try await isGone(number("group"))
    }

    /// A session of its own is out of reach; it must not keep the caller, nor what the run took.
    @Test(arguments: ["exit 0", "sleep 1000"])
    func somebodyElseKeepsItsOutput(_ script: String) async throws {
        let reason = await failure {
            try await shell(
                "echo $$ > '\(folder)/group'; setsid sh -c 'echo $$ > \"$0/other\"; exec sleep 1000' '\(folder)' & "
                    + "while ! [ -s '\(folder)/other' ]; do sleep 0.01; done; \(script)", timeout: .seconds(2))
        }
        #expect(reason == "timed out")
        try await isGone(number("group"))
        let other = try await number("other")
        #expect(kill(other, SIGKILL) == 0)
    }

    @Test(arguments: ["sleep 1000", "sleep 1000 & exit 0"])
    func theCallerIsCancelled(_ script: String) async throws {
        let run = Task { [folder] in await failure { try await shell("echo $$ > '\(folder)/group'; \(script)") } }
        let group = try await number("group")
        run.cancel()
        #expect(await run.value == "cancelled")
        try await isGone(group)
    }

    @Test func theCallerIsCancelledBefore() async throws {
        let run = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure { try await shell("sleep 1000") }
        }
        #expect(await run.value == "cancelled")
    }

    /// Each of them waits for a file that a task writes, which needs a thread of the pool.
    @Test func manyAtOnceHoldNoThreadOfThePool() async throws {
        try await withThrowingTaskGroup(of: ProgramResult?.self) { group in
            for number in 0..<50 {
                group.addTask { [folder] in
                    try await shell(
                        "echo \(number); touch '\(folder)/\(number)'; while ! [ -e '\(folder)/go' ]; do sleep 0.1; done; cat",
                        input: Array("and \(number)".utf8))
                }
            }
            group.addTask { [folder] in
                while (try FileManager.default.contentsOfDirectory(atPath: folder)).count < 50 {
                    try await Task.sleep(for: .milliseconds(10))
                }
                try Data().write(to: URL(fileURLWithPath: folder + "/go"))
                return nil
            }
            var said: Set<String> = []
            for try await result in group { if let result { said.insert(result.text) } }
            #expect(said == Set((0..<50).map { "\($0)\nand \($0)" }))
        }
    }

    @Test func nothingIsLeft() async {
        await #expect(processExitsWith: .success) {
            _ = try await shell("true")
            let before = Leftovers.descriptors
            for round in 0..<40 {
                _ = try await shell("cat", input: Array("x".utf8))
                #expect(await failure { try await shell("sleep 1000", timeout: .milliseconds(5)) } == "timed out")
                #expect(await failure { try await shell("yes", limit: 1000) } == "said more than 1000 bytes")
                let none = Program(name: round % 2 == 0 ? "nope-nowhere" : "/etc/passwd", arguments: [])
                #expect(await failure { try await none.run(input: [1], timeout: .seconds(60), outputLimit: 1) } != nil)
                let run = Task { await failure { try await shell("sleep 1000 & wait", input: [1]) } }
                run.cancel()
                #expect(await run.value == "cancelled")
            }
            try await Leftovers.wait(for: before)
        }
    }

    /// With every number of descriptors that are still to be had, at the first run of all too: it works or fails.
    @Test func descriptorsRunOut() async {
        await #expect(processExitsWith: .success) {
            // Takes what the pool keeps.
            try await Task.sleep(for: .milliseconds(1))
            let reasons = await Leftovers.reasonsWithFewDescriptors()
            #expect(reasons == ["start: too many open files", "worked"])
            #expect(try await shell("cat", input: [2]).output == [2])
            let before = Leftovers.descriptors
            #expect(await Leftovers.reasonsWithFewDescriptors() == reasons)
            try await Leftovers.wait(for: before)
        }
    }
}

enum Leftovers {
    static var descriptors: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1 }

    static func reasonsWithFewDescriptors() async -> Set<String> {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limits = rlimit()
        getrlimit(resource, &limits)
        let allowed = limits.rlim_cur
        var reasons: Set<String> = []
        for count in 0..<60 as Range<rlim_t> {
            limits.rlim_cur = count
            setrlimit(resource, &limits)
            let reason = await failure { try await shell("cat", input: [1], timeout: .seconds(20)) }
            limits.rlim_cur = allowed
            setrlimit(resource, &limits)
            reasons.insert(reason ?? "worked")
        }
        return reasons
    }

    struct Left: Error {}

    /// Until there are as many descriptors again, and no child.
    static func wait(for before: Int) async throws {
        for _ in 0..<2000 {
            let child = waitid(P_ALL, 0, nil, WEXITED | WNOHANG | WNOWAIT)
            if child < 0, errno == ECHILD, descriptors == before { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Left()
    }
}
