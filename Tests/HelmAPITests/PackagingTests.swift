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
            let tar = try gunzipped(server.charts.path + "/demo.tgz")
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
            #expect(
                try await form(server, archive, "demo.tgz", ["dependency_update": "true"]).error?
                    .contains("dependency_update needs a chart folder on the server") == true)
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
            #expect(
                try await server.call("PUT", path, #"{"verify": true}"#).error
                    == "provenance of dependencies is not verified by this version")
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

    @Test func refusalsOfUpdates() async throws {
        try await TestServer.run(configure: { configuration, _ in configuration.httpStatus = true }) { server in
            func update(_ repository: String, name: String = "kid") async throws -> (Int, String?, String?) {
                let chart = try server.charts.write(
                    "parent", extra: "dependencies: [{name: \(name), version: 0.x, repository: '\(repository)'}]\n")
                let reply = try await server.call("PUT", "/api/charts/dependencies?chart=\(chart)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: chart) == ["Chart.yaml"])
                return (reply.status, try reply.error, reply.header("X-Helm-Error"))
            }
            #expect(
                try await update("file:///etc")
                    == (
                        403, "dependency repository file:///etc is not inside one of the configured chartRoots",
                        "forbidden"
                    ))
            let remote = try await update("https://charts.invalid")
            #expect(remote.0 == 403)
            #expect(remote.1?.hasPrefix("chart repository https://charts.invalid is not one") == true)
            #expect(try await update("oci://registry.invalid/charts").0 == 400)
            #expect(try await update("", name: "../x").1 == "dependency name \"../x\" is not allowed")
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

    private func gunzipped(_ path: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gunzip", "-kf", "-S", ".tgz", path]
        try process.run()
        process.waitUntilExit()
        return try [UInt8](Data(contentsOf: URL(filePath: String(path.dropLast(4)))))
    }
}
