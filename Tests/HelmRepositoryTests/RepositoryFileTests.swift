import Foundation
import HelmTesting
import HelmValues
import Testing

@testable import HelmRepository

/// Helm's repositories.yaml, and who else writes it.
@Suite struct RepositoryFileTests {
    private let fixture: RepositoryFixture

    init() throws { fixture = try RepositoryFixture() }

    static let recorded =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        + "/Conformance/repositories"

    private func recorded(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: "\(Self.recorded)/\(name)")))
    }

    private func index(_ names: [String] = ["demo"]) throws -> ScriptedServer {
        try ScriptedServer { request in
            request.target.hasSuffix("/index.yaml")
                ? ScriptedServer.answer(200, indexText(names)) : ScriptedServer.answer(404, "")
        }
    }

    @Test func writesWhatHelmWrites() throws {
        let added = try recorded("added.yaml")
        var list = try RepositoryList(added)
        #expect(list.entries.map(\.name) == ["one", "two", "3", "true", "ünï code"])
        #expect(list.entries[1].password == #"p: #x 'q' ""#)
        #expect(list.entries[1].isInsecure)
        #expect(list.entries[4].username == "123")
        #expect(list.yaml == added)
        let (isFound, isStillThere) = (list.remove("one"), list.remove("one"))
        #expect(isFound && !isStillThere)
        #expect(list.yaml == (try recorded("removed.yaml")))
        // The same entries, one by one.
        var built = try RepositoryList(Array("apiVersion: v1\ngenerated: \(generated(in: added))\n".utf8))
        for entry in try RepositoryList(added).entries { built.update(entry) }
        #expect(built.yaml == added)
    }

    private func generated(in bytes: [UInt8]) -> String {
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")[1]
        return String(line.dropFirst("generated: ".count))
    }

    @Test func keepsWhatItDoesNotKnow() throws {
        var list = try RepositoryList(
            Array(
                """
                owner: me
                repositories:
                - null
                - {NAME: one, url: http://one.invalid, color: {shade: 3}}
                - {name: one, url: http://second.invalid}
                """.utf8))
        #expect(list.entries == [RepositoryEntry(name: "one", url: "http://one.invalid")])
        list.update(RepositoryEntry(name: "one", url: "http://new.invalid"))
        let text = String(decoding: list.yaml, as: UTF8.self)
        #expect(text.hasPrefix("apiVersion: \"\"\ngenerated: \"0001-01-01T00:00:00Z\"\nowner: me\nrepositories:\n"))
        #expect(text.contains("  color:\n    shade: 3\n"))
        #expect(text.contains("  url: http://new.invalid\n"))
        #expect(text.contains("  url: http://second.invalid\n"))
    }

    @Test(arguments: [
        ("a/repositories.yaml", "a/repositories.lock"), ("/x.d/repositories", "/x.d/repositories.lock"),
        ("/x/a.b.yaml", "/x/a.b.lock"), (".yaml", ".yaml.lock"), ("/x/.yaml", "/x/.lock"),
    ])
    func lockPath(_ path: String, _ lock: String) { #expect(FileLock.path(of: path) == lock) }

    @Test func addsListsAndRemoves() async throws {
        let server = try index(["demo", "other"])
        let catalog = fixture.catalog()
        var entry = RepositoryEntry(name: "local", url: server.url + "/charts")
        (entry.username, entry.password) = ("me", "secret")
        guard case .added = try await catalog.add(entry, isForced: false) else { return #expect(Bool(false)) }
        #expect(try RepositoryList(Array(fixture.text(fixture.file).utf8)).entries == [entry])
        let mode = try FileManager.default.attributesOfItem(atPath: fixture.file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try fixture.text(fixture.cache + "/local-index.yaml") == indexText(["demo", "other"]))
        #expect(try fixture.text(fixture.cache + "/local-charts.txt") == "demo\nother\n")
        // Added once more it is the same, and nobody is asked.
        guard case .unchanged = try await catalog.add(entry, isForced: false) else { return #expect(Bool(false)) }
        #expect(server.requests.count == 1)
        var other = entry
        other.url = server.url + "/elsewhere"
        let taken = await failure { try await catalog.add(other, isForced: false) }
        #expect(taken?.message == "repository name (local) already exists, please specify a different name")
        #expect(taken?.code == .conflict)
        _ = try await catalog.add(other, isForced: true)
        #expect(try await catalog.entries() == [other])
        #expect(try await catalog.index(of: "local").versions(of: "demo")?.count == 1)
        #expect(server.requests.count == 2)

        let unknown = await failure { try await catalog.remove("nope") }
        #expect(unknown?.message == "no repo named \"nope\" found")
        try await catalog.remove("local")
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.cache) == [])
        #expect(try await catalog.entries() == [])
        #expect(await failure { try await catalog.remove("local") }?.message == "no repositories configured")
        #expect(await failure { try await catalog.index(of: "local") }?.message == "repo local not found")
        let nothing = await failure { try await catalog.update() }
        #expect(nothing?.message == "no repositories found. You must add one before updating")
    }

    @Test(arguments: [
        ("a/b", "repository name (a/b) contains '/', please specify a different name without '/'"),
        ("", "repository name can not be empty"),
        ("a\u{0}b", "repository name (a\u{0}b) cannot be part of a file name, please specify another"),
    ])
    func refusedNames(_ name: String, _ message: String) async throws {
        let error = await failure {
            try await fixture.catalog().add(RepositoryEntry(name: name, url: "http://127.0.0.1:1"), isForced: true)
        }
        #expect(error?.message == message)
    }

    @Test func whatIsNoRepositoryIsNotAdded() async throws {
        let server = try ScriptedServer { request in
            request.target == "/text/index.yaml"
                ? ScriptedServer.answer(200, "hello") : ScriptedServer.answer(404, "")
        }
        let catalog = fixture.catalog()
        let missing = await failure {
            try await catalog.add(
                RepositoryEntry(name: "x", url: "http://u:hidden@127.0.0.1:\(server.port)/none?token=hidden"),
                isForced: false)
        }
        let shown = "\(server.url)/none"
        #expect(
            missing?.message == "looks like \"\(shown)\" is not a valid chart repository or cannot be reached: "
                + "failed to fetch \(shown)/index.yaml : 404 Not Found")
        #expect(server.requests.first?.target == "/none/index.yaml?token=hidden")
        let text = await failure {
            try await catalog.add(RepositoryEntry(name: "x", url: server.url + "/text"), isForced: false)
        }
        #expect(text?.message.hasPrefix("looks like \"\(server.url)/text\" is not a valid chart repository") == true)
        let scheme = await failure {
            try await catalog.add(RepositoryEntry(name: "x", url: "ftp://127.0.0.1/text"), isForced: false)
        }
        #expect(scheme?.message == "could not find protocol handler for: ftp")
        #expect(!FileManager.default.fileExists(atPath: fixture.file))
    }

    /// The command line writes in place, without the lock, while we serve.
    @Test func changesOfTheCommandLineAreSeen() async throws {
        let catalog = fixture.catalog([RepositoryEntry(name: "own", url: "http://own.invalid")])
        #expect(try await catalog.entries().map(\.name) == ["own"])
        for count in 1...5 {
            var list = RepositoryList()
            for number in 1...count {
                list.update(RepositoryEntry(name: "r\(number)", url: "http://r\(number).invalid"))
            }
            try fixture.write(String(decoding: list.yaml, as: UTF8.self), to: fixture.file)
            #expect(try await catalog.entries().map(\.name) == (1...count).map { "r\($0)" } + ["own"])
        }
        try FileManager.default.removeItem(atPath: fixture.file)
        #expect(try await catalog.entries().map(\.name) == ["own"])
    }

    @Test func aBrokenFileIsToldAndLeftAlone() async throws {
        let server = try index()
        let broken = "repositories:\n- {name: [1], url: x}\n"
        try fixture.write(broken, to: fixture.file)
        let catalog = fixture.catalog()
        let error = await failure { try await catalog.entries() }
        #expect(error?.code == .storage)
        #expect(
            error?.message
                == "couldn't load repositories file (\(fixture.file)): error unmarshaling JSON: while decoding JSON: "
                + "json: cannot unmarshal array into Go struct field Entry.repositories.name of type string")
        _ = await failure {
            try await catalog.add(RepositoryEntry(name: "x", url: server.url), isForced: true)
        }
        #expect(try fixture.text(fixture.file) == broken)
    }

    @Test func configuredOnesAreWrittenOnceAndWin() async throws {
        var theirs = RepositoryList()
        theirs.update(RepositoryEntry(name: "both", url: "http://theirs.invalid"))
        theirs.update(RepositoryEntry(name: "cli", url: "http://cli.invalid"))
        try fixture.write(String(decoding: theirs.yaml, as: UTF8.self), to: fixture.file)
        let catalog = fixture.catalog([
            RepositoryEntry(name: "new", url: "http://new.invalid"),
            RepositoryEntry(name: "both", url: "http://ours.invalid"),
        ])
        await catalog.registerConfigured()
        #expect(
            try RepositoryList(Array(fixture.text(fixture.file).utf8)).entries.map(\.url)
                == ["http://theirs.invalid", "http://cli.invalid", "http://new.invalid"])
        #expect(
            try await catalog.entries().map(\.url) == [
                "http://ours.invalid", "http://cli.invalid", "http://new.invalid",
            ]
        )
        try await catalog.remove("both")
        #expect(try await catalog.entries().map(\.name) == ["cli", "new"])
        // What the file holds whole may be removed by the command line.
        try fixture.write("", to: fixture.file)
        #expect(try await catalog.entries() == [])
    }

    @Test func aFileThatCannotBeWrittenStopsNothing() async throws {
        let server = try index()
        try fixture.write("in the way", to: fixture.folder + "/config")
        let catalog = fixture.catalog([RepositoryEntry(name: "own", url: server.url)])
        await catalog.registerConfigured()
        #expect(try await catalog.entries().map(\.name) == ["own"])
        #expect(try await catalog.index(of: "own").chartNames == ["demo"])
        try await catalog.remove("own")
        #expect(try await catalog.entries() == [])
    }

    /// Many at once in two catalogs: none is lost.
    @Test func addsAtTheSameTime() async throws {
        let server = try index()
        let catalogs = [fixture.catalog(), fixture.catalog()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    _ = try await catalogs[number % 2].add(
                        RepositoryEntry(name: "r\(number)", url: server.url), isForced: false)
                }
            }
            try await group.waitForAll()
        }
        let expected = Set((0..<12).map { "r\($0)" })
        for catalog in catalogs { #expect(Set(try await catalog.entries().map(\.name)) == expected) }
    }

    /// Another process holds Helm's lock, and writes before it lets go.
    @Test func waitsForTheLockOfAnotherProcess() async throws {
        let server = try index()
        try fixture.write("", to: fixture.file)
        let held = fixture.folder + "/held"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/flock")
        process.arguments = [
            fixture.folder + "/config/repositories.lock", "sh", "-c",
            """
            touch \(held); sleep 0.5
            printf 'repositories:\\n- name: theirs\\n  url: http://theirs.invalid\\n' > \(fixture.file)
            """,
        ]
        try process.run()
        while !FileManager.default.fileExists(atPath: held) { try await Task.sleep(for: .milliseconds(5)) }
        let catalog = fixture.catalog()
        _ = try await catalog.add(RepositoryEntry(name: "ours", url: server.url), isForced: false)
        #expect(try await catalog.entries().map(\.name) == ["theirs", "ours"])
        process.waitUntilExit()
    }

    @Test func givesUpWaitingForTheLock() async throws {
        let server = try index()
        try fixture.write("", to: fixture.file)
        let lock = try await FileLock.acquire(fixture.folder + "/config/repositories.lock", timeout: .zero)
        let catalog = fixture.catalog { $0.lockTimeout = .milliseconds(100) }
        let error = await failure {
            try await catalog.add(RepositoryEntry(name: "ours", url: server.url), isForced: false)
        }
        #expect(error?.code == .busy)
        withExtendedLifetime(lock) {}
    }
}
