import Foundation
import HelmHTTP
import HelmValues
import Testing

@testable import HelmAPI

@Suite("Packages and dependencies")
struct PackagingTests {
    private static let python = ProcessInfo.processInfo.environment["HELM_WRAPPER_PYTHON"]

    @Test func packagesAFolderOfTheServer() async throws {
        try await TestServer.run { server in
            let demo = try server.charts.writeDemo()
            let reply = try await server.call(
                "POST", "/api/charts/package?chart=\(demo)", #"{"version": "1.2.3", "app_version": "9"}"#)
            #expect(try reply.data?["file"] == "demo-1.2.3.tgz")
            let digest = try reply.data?["digest"]?.stringValue ?? ""
            #expect(digest.hasPrefix("sha256:") && digest.utf8.count == 71)
            let shown = try await server.call("GET", "/api/charts?chart=demo-1.2.3.tgz&info=chart")
            #expect(try shown.data?["version"] == "1.2.3")
            #expect(try shown.data?["appVersion"] == "9")
            // The same bytes again, as a download and from the stored archive.
            let again = try await server.call(
                "POST", "/api/charts/package?chart=\(demo)",
                #"{"version": "1.2.3", "app_version": "9"}"#,
                headers: [("Accept", "application/gzip")])
            #expect(again.header("Content-Type") == "application/gzip")
            #expect(again.header("Content-Disposition")?.hasPrefix("attachment; filename=\"demo-1.2.3.tgz\"") == true)
            let stored = try [UInt8](Data(contentsOf: URL(filePath: server.uploads + "/demo-1.2.3.tgz")))
            #expect(again.body == stored)
        }
    }

    @Test func packagesWhatIsSent() async throws {
        try await TestServer.run { server in
            try server.charts.writeDemo()
            try Data("*.bak\nsecret/\n".utf8).write(to: URL(filePath: server.charts.path + "/demo/.helmignore"))
            for file in ["a.bak", "secret/key"] {
                let target = URL(filePath: "\(server.charts.path)/demo/\(file)")
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("x".utf8).write(to: target)
            }
            let archive = try server.charts.archive("demo")
            let reply = try await form(server, archive, "any.tgz", ["version": "2.0.0"])
            #expect(try reply.data?["file"] == "demo-2.0.0.tgz")
            let all = try await server.call("GET", "/api/charts?chart=demo-2.0.0.tgz")
            #expect(all.text.contains("templates/configmap.yaml"))
            #expect(!all.text.contains("a.bak") && !all.text.contains("secret/key"))
            let tar = try tar(server.charts, "demo")
            let plain = try await form(server, tar, "demo.tar", ["version": "2.0.0"])
            #expect(plain.text == reply.text)
        }
    }

    @Test func refusalsOfPackages() async throws {
        try await TestServer.run { server in
            let demo = try server.charts.writeDemo()
            let lacking = try server.charts.write("lacking", extra: "dependencies: [{name: gone, version: '1'}]\n")
            func package(_ chart: String, _ body: String? = nil) async throws -> String? {
                try await server.call("POST", "/api/charts/package?chart=\(chart)", body).error
            }
            #expect(try await package(demo, #"{"version": "nope"}"#) == "invalid semantic version")
            #expect(
                try await package(lacking) == "found in Chart.yaml, but missing in charts/ directory: gone")
            #expect(try await package(demo, #"{"sign": true}"#) == "key is required for signing a package")
            #expect(
                try await package(demo, #"{"sign": true, "key": "k"}"#)
                    == "failed to load keyring: no keyring is configured")
            #expect(
                try await package(demo, #"{"sign": true, "passphrase_file": "/etc/passwd"}"#)
                    == "passphrase_file is a file of the server: send passphrase instead")
            #expect(try await package("/etc")?.contains("chartRoots") == true)
            #expect(
                try await package("")
                    == "send the chart's folder in the form field chart (.tgz or .tar), or name it with ?chart=")
            let archive = try server.charts.archive("demo")
            #expect(try await form(server, archive, "demo.zip", [:]).error == "chart file suffix must .tgz or .tar")
            #expect(try await form(server, Array("no archive".utf8), "demo.tgz", [:]).code == 1)
            #expect(try await form(server, [UInt8](repeating: 0, count: 10_240), "demo.tar", [:]).code == 1)
            #expect(try await server.call("GET", "/api/charts/upload").data == [])
        }
    }

    @Test func dependencies() async throws {
        try await TestServer.run { server in
            try server.charts.write("kid", version: "0.2.0")
            let parent = try server.charts.write(
                "parent", extra: "dependencies: [{name: kid, version: 0.x, repository: 'file://../kid'}]\n")
            let path = "/api/charts/dependencies?chart=\(parent)"
            func row(_ status: String) -> Value {
                [["name": "kid", "version": "0.x", "repository": "file://../kid", "status": .string(status)]]
            }
            #expect(try await server.call("GET", path).data == row("missing"))
            #expect(try await server.call("PUT", path).data == row("ok"))
            #expect(try await server.call("GET", path).data == row("ok"))
            let lock = try String(contentsOfFile: parent + "/Chart.lock", encoding: .utf8)
            #expect(lock.contains("- name: kid\n  repository: file://../kid\n  version: 0.2.0\n"))
            #expect(try await server.call("PUT", path + "&mode=build").data == row("ok"))
            #expect(
                try await server.call("PUT", path + "&mode=x").error == "bad mode x, mode only support update/build")
            // Charts on this machine are not asked for provenance, as in Helm; but there must be a keyring.
            #expect(
                try await server.call("PUT", path, #"{"verify": true}"#).error
                    == "failed to load keyring: no keyring is configured")
            // Packed, it is a chart whose dependency is part of it, and which nobody can update.
            let packed = try await server.call("POST", "/api/charts/package?chart=\(parent)")
            #expect(try packed.data?["file"] == "parent-0.1.0.tgz")
            let stored = "/api/charts/dependencies?chart=parent-0.1.0.tgz"
            #expect(try await server.call("GET", stored).data == row("unpacked"))
            #expect(try await server.call("PUT", stored).error == "only unpacked charts can be updated")
            #expect(
                try await server.call("GET", "/api/charts/dependencies").error == "chart name can not be empty")
        }
    }

    @Test func packageUpdatesDependenciesFirst() async throws {
        try await TestServer.run { server in
            try server.charts.write("kid", version: "0.2.0")
            let parent = try server.charts.write(
                "parent", extra: "dependencies: [{name: kid, version: 0.x, repository: 'file://../kid'}]\n")
            let reply = try await server.call(
                "POST", "/api/charts/package?chart=\(parent)", #"{"dependency_update": true}"#)
            #expect(try reply.data?["file"] == "parent-0.1.0.tgz")
        }
    }

    /// An archive that is sent is updated in a folder of its own, which goes afterwards.
    @Test func packageUpdatesWhatIsSent() async throws {
        try await TestServer.run { server in
            let kid = try server.charts.write("kid", version: "0.2.0")
            func sent(_ repository: String) async throws -> HelmAPITests.Reply {
                try server.charts.write(
                    "parent", extra: "dependencies: [{name: kid, version: 0.x, repository: '\(repository)'}]\n")
                let archive = try server.charts.archive("parent")
                return try await form(server, archive, "parent.tgz", ["dependency_update": "true"])
            }
            let reply = try await sent("file://\(kid)")
            #expect(try reply.data?["file"] == "parent-0.1.0.tgz", "\(reply.text)")
            let states = try await server.call("GET", "/api/charts/dependencies?chart=parent-0.1.0.tgz")
            #expect(try states.data?.listValue?.first?["status"] == "unpacked")
            // Neither beside the private folder nor anywhere else outside of the roots.
            for outside in ["file://../kid", "file:///etc", "file://../../charts/kid"] {
                let refused = try await sent(outside)
                #expect(
                    try refused.error
                        == "dependency repository \(outside) is not inside one of the configured chartRoots")
            }
            let temporary = try FileManager.default.contentsOfDirectory(
                atPath: FileManager.default.temporaryDirectory.path)
            #expect(!temporary.contains { $0.hasPrefix("helm-wrapper-") && $0.utf8.count == 19 })
        }
    }

    /// `dependency_update` of what is rendered: a folder gets what it lacks, an archive cannot.
    @Test func templateUpdatesDependenciesFirst() async throws {
        try await TestServer.run { server in
            try server.charts.write(
                "kid", version: "0.2.0", ["templates/a.yaml": "kind: A\napiVersion: v1\nmetadata: {name: a}\n"])
            let parent = try server.charts.write(
                "parent", extra: "dependencies: [{name: kid, version: 0.x, repository: 'file://../kid'}]\n")
            let archive = try server.charts.archive("parent")
            #expect(try await server.upload(archive, fileName: "parent-0.1.0.tgz").code == 0)
            func render(_ chart: String, _ body: String) async throws -> HelmAPITests.Reply {
                try await server.call("POST", "/api/charts/template?chart=\(chart)", body)
            }
            #expect(try await render(parent, "{}").error?.contains("missing in charts/ directory: kid") == true)
            #expect(
                try await render("parent-0.1.0.tgz", #"{"dependency_update": true}"#).error
                    == "only unpacked charts can be updated")
            let rendered = try await render(parent, #"{"dependency_update": true}"#)
            #expect(rendered.text.contains("parent/charts/kid/templates/a.yaml"), "\(rendered.text)")
        }
    }

    /// What is signed here verifies here and with real Helm.
    @Test(.timeLimit(.minutes(2))) func signsPackages() async throws {
        let keys =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Conformance/verify/_fixtures/verify"
        try await TestServer.run(configure: { configuration, _ in
            configuration.keyring = "\(keys)/one.pub.gpg"
            configuration.keyringDirs = [keys]
        }) { server in
            let demo = try server.charts.writeDemo()
            let reply = try await server.call(
                "POST", "/api/charts/package?chart=\(demo)",
                #"{"sign": true, "key": "Corpus Key one", "keyring": "one.sec.gpg"}"#)
            #expect(try reply.data?["file"] == "demo-0.1.0.tgz", "\(reply.text)")
            let verified = try await server.call("GET", "/api/charts/verify?chart=demo-0.1.0.tgz")
            #expect(try verified.data?["file_name"] == "demo-0.1.0.tgz", "\(verified.text)")
            let shown = try await server.call("GET", "/api/charts?chart=demo-0.1.0.tgz&info=chart&verify=true")
            #expect(try shown.data?["name"] == "demo", "\(shown.text)")
            let others = try await server.call(
                "GET", "/api/charts?chart=demo-0.1.0.tgz&verify=true&keyring=two.pub.gpg")
            #expect(try others.code == 1)
            guard let python = Self.python else { return }
            let script = InteropTests.scripts + "/provenance.py"
            let (status, output) = try await InteropTests().run(
                python, [script, "verify", "\(server.uploads)/demo-0.1.0.tgz", "\(keys)/one.pub.gpg"])
            #expect(status == 0, "\(output)")
        }
    }

    @Test func refusalsOfUpdates() async throws {
        try await TestServer.run(configure: { configuration, _ in
            configuration.httpStatus = true
            configuration.allowedHosts = ["charts.example.com"]
        }) { server in
            func update(_ repository: String, name: String = "kid") async throws -> (Int, String?, String?) {
                let chart = try server.charts.write(
                    "parent", extra: "dependencies: [{name: \(name), version: 0.x, repository: '\(repository)'}]\n")
                let reply = try await server.call("PUT", "/api/charts/dependencies?chart=\(chart)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: chart) == ["Chart.yaml"])
                return (reply.status, try reply.error, reply.header("X-Helm-Error"))
            }
            let outside = try await update("file:///etc")
            #expect(outside.0 == 403)
            #expect(outside.1 == "dependency repository file:///etc is not inside one of the configured chartRoots")
            #expect(outside.2 == "forbidden")
            let remote = try await update("https://charts.invalid")
            #expect(remote.0 == 403)
            #expect(remote.1?.hasSuffix("host charts.invalid is not one that this server may reach") == true)
            let registry = try await update("oci://registry.invalid/charts")
            #expect(registry.0 == 403)
            #expect(registry.1?.hasSuffix("host registry.invalid is not one that this server may reach") == true)
            let name = try await update("", name: "../x")
            #expect(name.1 == "dependency name \"../x\" is not allowed")
        }
    }

    /// Real Helm renders what we packed as it renders the chart's folder.
    @Test(.enabled(if: python != nil, "make test sets HELM_WRAPPER_PYTHON"), .timeLimit(.minutes(2)))
    func realHelmReadsOurArchives() async throws {
        let python = try #require(Self.python)
        try await TestServer.run { server in
            try server.charts.write("kid", version: "0.2.0", ["templates/a ü.yaml": "kind: A\nmetadata: {name: a}\n"])
            try server.charts.writeDemo()
            let parent = try server.charts.write(
                "parent", extra: "dependencies: [{name: kid, version: 0.x, repository: 'file://../kid'}]\n",
                [
                    "templates/\(String(repeating: "long", count: 40)).yaml":
                        "kind: B\nmetadata: {name: {{ .Files.Get \"files/ü.txt\" }}}\n",
                    "files/ü.txt": "from-a-file",
                ])
            _ = try await server.call("PUT", "/api/charts/dependencies?chart=\(parent)")
            for chart in ["demo", "parent"] {
                let folder = "\(server.charts.path)/\(chart)"
                let reply = try await server.call("POST", "/api/charts/package?chart=\(folder)")
                let file = try #require(try reply.data?["file"]?.stringValue)
                let script = InteropTests.scripts + "/render_both.py"
                let (status, output) = try await InteropTests().run(
                    python, [script, folder, "\(server.uploads)/\(file)"])
                #expect(status == 0, "\(output)")
                #expect(output.contains("same manifest"))
            }
        }
    }

    private func form(
        _ server: TestServer, _ archive: [UInt8], _ fileName: String, _ fields: [String: String]
    ) async throws -> HelmAPITests.Reply {
        let boundary = "boundary-of-the-test"
        var body: [UInt8] = []
        for (name, value) in fields {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
        }
        let disposition = "Content-Disposition: form-data; name=\"chart\"; filename=\"\(fileName)\""
        body += "--\(boundary)\r\n\(disposition)\r\nContent-Type: application/gzip\r\n\r\n".utf8
        body += archive + Array("\r\n--\(boundary)--\r\n".utf8)
        return try await server.send(
            "POST", "/api/charts/package", body,
            headers: [("Content-Type", "multipart/form-data; boundary=\(boundary)")])
    }

    /// The chart of that name as a .tar.
    private func tar(_ charts: ChartFolder, _ name: String) throws -> [UInt8] {
        let target = "\(charts.path)/\(name).tar"
        let process = Process()
        process.executableURL = URL(filePath: "/bin/tar")
        process.arguments = ["-cf", target, "-C", charts.path, name]
        try process.run()
        process.waitUntilExit()
        return try [UInt8](Data(contentsOf: URL(filePath: target)))
    }
}
