import Foundation
import HelmProcess
import Testing

/// What a program is given, and what is made of what it does.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ProgramTests {
    @Test(arguments: [("exit 0", 0), ("exit 73", 73), ("kill -9 $$", 137), ("kill -15 $$", 143)])
    func theStatus(_ script: String, _ status: Int) async throws {
        #expect(try await shell("echo out; " + script).status == status)
    }

    @Test func argumentsAndEnvironment() async throws {
        var program = Program(
            name: "sh",
            arguments: ["-c", #"printf '%s|' "$0" "$@" "$OWN" "$HOME" "$TWICE""#, "a b", "$(id)", "", "ü\n"])
        program.environment = [("OWN", "x;y=z"), ("TWICE", "1"), ("TWICE", "2")]
        let said = try await program.run(input: [], timeout: .seconds(60), outputLimit: 1000).output
        let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
        #expect(String(decoding: said, as: UTF8.self) == "a b|$(id)||ü\n|x;y=z|\(home)|2|")
    }

    @Test func itIsCalledByItsName() async throws {
        #expect(try await shell("cat /proc/$$/cmdline").text.hasPrefix("sh\0-c\0"))
    }

    /// As Go does: of the environment that the program gets, nothing decides which program it is.
    @Test func theServersPathFindsIt() async throws {
        var program = Program(name: "sh", arguments: ["-c", "echo $PATH"])
        program.environment = [("PATH", "/nowhere")]
        #expect(try await program.run(input: [], timeout: .seconds(60), outputLimit: 100).text == "/nowhere\n")
    }

    @Test func signalsAndDescriptorsAreAsAtALogin() async throws {
        let pipe = try #require(fopen("/dev/null", "r"))
        defer { fclose(pipe) }
        #expect(try await shell("grep SigBlk /proc/self/status").text.allSatisfy { !"123456789abcdef".contains($0) })
        for signal in ["PIPE", "TERM", "INT"] {
            #expect(try await shell("kill -\(signal) $$; sleep 0.1").status > 128)
        }
        // The fourth is that of the folder itself.
        #expect(try await shell("ls /proc/self/fd").text == "0\n1\n2\n3\n")
        let lines = try await shell("cut -d' ' -f5 /proc/$$/stat; echo $$").lines
        #expect(lines.first == lines.last)
    }

    @Test(arguments: [0, 1, 300_000])
    func theInput(_ count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let result = try await Program(name: "cat", arguments: []).run(
            input: bytes, timeout: .seconds(60), outputLimit: count)
        #expect(result.output == bytes)
    }

    @Test(arguments: ["exit 3", "exec 0<&-; sleep 0.1; exit 3", "head -c 1 > /dev/null; exit 3"])
    func inputThatIsNotRead(_ script: String) async throws {
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        for _ in 0..<4 { #expect(try await shell(script, input: bytes).status == 3) }
    }

    @Test func theOutputIsThatOfAllTheProgramsToo() async throws {
        #expect(try await shell("(sleep 0.3; echo late) & echo early").text == "early\nlate\n")
        #expect(try await shell("exec >&-; sleep 0.1; exit 4").status == 4)
    }

    @Test func errorsGoToOursOrNowhere() async throws {
        var program = Program(name: "readlink", arguments: ["/proc/self/fd/2"])
        #expect(try await program.run(input: [], timeout: .seconds(60), outputLimit: 1000).text == "/dev/null\n")
        program.sharesErrors = true
        let ours = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/2")
        #expect(try await program.run(input: [], timeout: .seconds(60), outputLimit: 1000).text == ours + "\n")
    }

    @Test func theLimitOfTheOutput() async throws {
        #expect(try await shell("head -c 100000 /dev/zero", limit: 100_000).output.count == 100_000)
        #expect(
            await failure { try await shell("head -c 100001 /dev/zero", limit: 100_000) }
                == "said more than 100000 bytes")
        #expect(await failure { try await shell("yes", limit: 1 << 20) } == "said more than 1048576 bytes")
    }

    @Test func noSuchProgram() async throws {
        let folder = NSTemporaryDirectory() + "program-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: folder + "/plain"))
        try Data("#!/nowhere/sh\n".utf8).write(to: URL(fileURLWithPath: folder + "/broken"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/broken")
        for name in ["nope-nowhere", folder, folder + "/plain", folder + "/broken", "", "sh\0", "/bin/sh\0"] {
            let program = Program(name: name, arguments: [])
            #expect(
                await failure { try await program.run(input: [], timeout: .seconds(60), outputLimit: 100) }
                    == "executable file not found in $PATH")
        }
        #expect(!Program.isInstalled("nope-nowhere") && !Program.isInstalled(folder + "/plain"))
        #expect(Program.isInstalled(folder + "/broken") && Program.isInstalled("sh") && !Program.isInstalled(folder))
        try Data([0x7f, 0x00]).write(to: URL(fileURLWithPath: folder + "/broken"))
        let program = Program(name: folder + "/broken", arguments: [])
        #expect(
            await failure { try await program.run(input: [], timeout: .seconds(60), outputLimit: 100) }
                == "start: exec format error")
    }
}

func shell(
    _ script: String, input: [UInt8] = [], timeout: Duration = .seconds(60), limit: Int = 1 << 20
) async throws(ProgramFailure) -> ProgramResult {
    try await Program(name: "sh", arguments: ["-c", script]).run(input: input, timeout: timeout, outputLimit: limit)
}

/// Why it failed; nil when it did not.
func failure(_ body: () async throws -> ProgramResult) async -> String? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? ProgramFailure)?.reason ?? "\(error)"
    }
}

extension ProgramResult {
    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [Substring] { text.split(separator: "\n") }
}
