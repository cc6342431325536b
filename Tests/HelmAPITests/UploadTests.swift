import Foundation
import HelmValues
import Testing

@testable import HelmAPI

@Suite("Chart upload")
struct UploadTests {
    @Test func uploadsListsShowsAndDeletes() async throws {
        try await TestServer.run { server in
            try server.charts.writeDemo()
            let archive = try server.charts.archive("demo")
            let uploaded = try await server.upload(archive, fileName: "whatever.tgz")
            #expect(uploaded.text == #"{"code":0}"#)
            #expect(try await server.call("GET", "/api/charts/upload").text == #"{"code":0,"data":["demo-0.1.0.tgz"]}"#)
            let shown = try await server.call("GET", "/api/charts?chart=demo-0.1.0.tgz&info=chart")
            #expect(
                shown.text
                    == #"{"code":0,"data":{"name":"demo","version":"0.1.0","description":"A test","apiVersion":"v2","appVersion":"1.0"}}"#
            )
            #expect(try await server.call("DELETE", "/api/charts/upload/demo-0.1.0.tgz").text == #"{"code":0}"#)
            #expect(try await server.call("DELETE", "/api/charts/upload/demo-0.1.0.tgz").text == #"{"code":0}"#)
            #expect(try await server.call("GET", "/api/charts/upload").text == #"{"code":0,"data":[]}"#)
        }
    }

    @Test func refusesWhatIsNoChart() async throws {
        try await TestServer.run { server in
            try server.charts.writeDemo()
            let archive = try server.charts.archive("demo")
            #expect(try await server.upload(archive, fileName: "demo.zip").error == "chart file suffix must .tgz")
            #expect(try await server.upload(archive, fileName: "demo.tgz", field: "file").error == "http: no such file")
            let plain = try await server.call("POST", "/api/charts/upload", "{}")
            #expect(try plain.error == "request Content-Type isn't multipart/form-data")
            let garbage = try await server.upload(Array("no archive".utf8), fileName: "demo.tgz")
            #expect(try garbage.code == 1)
            #expect(try await server.call("GET", "/api/charts/upload").data == [])
        }
    }

    @Test func boundsTheArchive() async throws {
        try await TestServer.run(configure: { configuration, _ in configuration.maxUploadBytes = 100_000 }) { server in
            let reply = try await server.upload([UInt8](repeating: 0, count: 200_000), fileName: "big.tgz")
            #expect(reply.status == 413)
            #expect(try reply.code == 1)
        }
    }

    @Test(arguments: ["..%2F..%2Fetc%2Fpasswd", "..%2Fx.tgz", ".hidden.tgz", "a%5Cb.tgz", "x.txt"])
    func namesNeverLeaveTheFolder(_ name: String) async throws {
        try await TestServer.run { server in
            let victim = URL(filePath: server.uploads).deletingLastPathComponent().path + "/x.tgz"
            try Data().write(to: URL(filePath: victim))
            let reply = try await server.call("DELETE", "/api/charts/upload/\(name)")
            #expect(try reply.code == 1)
            #expect(FileManager.default.fileExists(atPath: victim))
        }
    }
}
