import Foundation
import HelmActions
import HelmRender
import HelmRepository
import HelmValues
import Synchronization
import Testing

@testable import HelmAPI

@Suite("Uploads, as they come in")
struct UploadStreamTests {
    private static let type = "multipart/form-data; boundary=B"

    private static func head(_ name: String, field: String = "chart") -> [UInt8] {
        Array("--B\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n".utf8)
    }

    /// A form that is made while it is read.
    private struct Body: AsyncSequence, Sendable {
        let next: @Sendable (Int) async throws -> [UInt8]?

        struct Iterator: AsyncIteratorProtocol {
            let body: Body
            var count = 0
            mutating func next() async throws -> [UInt8]? {
                count += 1
                return try await body.next(count - 1)
            }
        }
        func makeAsyncIterator() -> Iterator { Iterator(body: self) }
    }

    private struct Failure: Error {}

    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/helm-stream-\(UUID().uuidString)"
        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
        var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
        var bytes: Int {
            names.reduce(0) { sum, name in
                let size = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.size] as? Int
                return sum + (size ?? 0)
            }
        }
        func receiving(limit: Int) -> ReceiveUpload {
            let threads = RenderThreads(count: 1, stackBytes: 1 << 20)
            return ReceiveUpload(
                uploads: Uploads(store: UploadStore(folder: path), disk: threads, threads: threads), limit: limit)
        }
    }

    private func failure(_ receiving: ReceiveUpload, _ body: Body) async -> UploadError? {
        do throws(UploadError) {
            try await receiving.run(contentType: Self.type, body: body)
            return nil
        } catch {
            return error
        }
    }

    /// What has come is on the disk, and no more of it than a few pieces anywhere else.
    @Test func nothingIsHeldInMemory() async throws {
        let folder = try Folder()
        let (piece, count) = (64 << 10, 320)
        let largest = Mutex(0)
        let body = Body { number in
            if number == 0 { return Self.head("a.tgz") }
            let missing = (number - 1) * piece - folder.bytes
            largest.withLock { $0 = max($0, missing) }
            return number <= count ? [UInt8](repeating: 7, count: piece) : nil
        }
        let error = await failure(folder.receiving(limit: 64 << 20), body)
        #expect(error?.message == "unexpected EOF")
        #expect(largest.withLock { $0 } <= 256 << 10)
        #expect(folder.names == [])
    }

    @Test(arguments: [("a.tgz", "chart"), ("ignored", "other"), ("a.tgz.prov", "chart"), ("p", "prov")])
    func theBoundEndsTheReading(_ name: String, _ field: String) async throws {
        let folder = try Folder()
        let read = Mutex(0)
        let body = Body { number in
            read.withLock { $0 = number }
            return number == 0 ? Self.head(name, field: field) : [UInt8](repeating: 7, count: 10_000)
        }
        let error = await failure(folder.receiving(limit: 1_000_000), body)
        #expect(error?.code == (name.hasSuffix("p") || name.hasSuffix(".prov") ? .invalidChart : .tooLarge))
        // The form may be as large as an archive with a provenance file.
        #expect(read.withLock { $0 } <= (field == "other" ? 213 : 106))
        #expect(folder.names == [])
    }

    @Test func aClientThatGoesAwayLeavesNothing() async throws {
        let folder = try Folder()
        let body = Body { number in
            if number == 0 { return Self.head("a.tgz") }
            if number < 20 { return [UInt8](repeating: 7, count: 64 << 10) }
            #expect(folder.names.count == 1)
            throw Failure()
        }
        #expect(await failure(folder.receiving(limit: 8 << 20), body)?.code == .cancelled)
        #expect(folder.names == [])
    }
}

@Suite("Uploads over HTTP")
struct UploadHTTPTests {
    private static let head =
        "Content-Type: multipart/form-data; boundary=B\r\nHost: x\r\n"
    private static let part =
        "--B\r\nContent-Disposition: form-data; name=\"chart\"; filename=\"demo.tgz\"\r\n\r\n"

    private func names(_ server: TestServer) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: server.uploads)
    }

    /// Waits for what another task does; the test's own time limit bounds it.
    private func until(_ condition: () throws -> Bool) async throws {
        while try !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func form(_ parts: [(field: String, name: String, content: [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        for part in parts {
            body +=
                "--B\r\nContent-Disposition: form-data; name=\"\(part.field)\"; filename=\"\(part.name)\"\r\n\r\n".utf8
            body += part.content + Array("\r\n".utf8)
        }
        return body + Array("--B--\r\n".utf8)
    }

    private func send(_ server: TestServer, _ body: [UInt8]) async throws -> HelmAPITests.Reply {
        try await server.send(
            "POST", "/api/charts/upload", body, headers: [("Content-Type", "multipart/form-data; boundary=B")])
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func aConnectionThatEndsLeavesNothing(_ isReset: Bool) async throws {
        try await TestServer.run { server in
            var connection: RawConnection? = try RawConnection(port: server.port)
            try await connection?.send(
                "POST /api/charts/upload HTTP/1.1\r\n\(Self.head)Content-Length: 10000000\r\n\r\n\(Self.part)")
            try await connection?.send([UInt8](repeating: 1, count: 600_000))
            try await until { try names(server).count == 1 }
            if isReset { connection?.reset() }
            connection = nil
            try await until { try names(server).isEmpty }
            #expect(try await server.call("GET", "/api/charts/upload").data == [])
        }
    }

    @Test(.timeLimit(.minutes(1))) func aBodyWithoutALengthIsBoundedToo() async throws {
        try await TestServer.run(configure: { configuration, _ in configuration.maxUploadBytes = 100_000 }) { server in
            let connection = try RawConnection(port: server.port)
            try await connection.send(
                "POST /api/charts/upload HTTP/1.1\r\n\(Self.head)Transfer-Encoding: chunked\r\n\r\n")
            try await connection.send("\(String(Self.part.utf8.count, radix: 16))\r\n\(Self.part)\r\n")
            let chunk = Array("8000\r\n".utf8) + [UInt8](repeating: 1, count: 0x8000) + Array("\r\n".utf8)
            for _ in 0..<8 { try await connection.send(chunk) }
            let reply = String(decoding: try await connection.read(12), as: UTF8.self)
            #expect(reply == "HTTP/1.1 413")
            try await until { try names(server).isEmpty }
        }
    }

    @Test func wordsForWhatIsNoForm() async throws {
        try await TestServer.run { server in
            let archive = try {
                try server.charts.writeDemo(); return try server.charts.archive("demo")
            }()
            for (type, words) in [
                ("application/json", "request Content-Type isn't multipart/form-data"),
                ("multipart/mixed; boundary=B", "request Content-Type isn't multipart/form-data"),
                ("multipart/form-data", "no multipart boundary param in Content-Type"),
            ] {
                let reply = try await server.send(
                    "POST", "/api/charts/upload", Array("--B--".utf8), headers: [("Content-Type", type)])
                #expect(try reply.error == words)
                #expect(reply.header("X-Helm-Error") == "bad-request")
            }
            let whole = form([("chart", "demo.tgz", archive)])
            #expect(try await send(server, Array(whole.dropLast(8))).error == "unexpected EOF")
            #expect(try await send(server, Array("--B--\r\n".utf8)).error == "http: no such file")
            #expect(try names(server).isEmpty)
        }
    }

    @Test func archiveAndProvenanceInOneFormInAnyOrder() async throws {
        try await TestServer.run { server in
            try server.charts.writeDemo()
            let archive = try server.charts.archive("demo")
            let prov = Array("-----BEGIN PGP SIGNED MESSAGE-----\n".utf8)
            for parts in [
                [("prov", "p", prov), ("chart", "x.tgz", archive)], [("chart", "x.tgz", archive), ("prov", "p", prov)],
            ] {
                #expect(try await send(server, form(parts)).text == #"{"code":0}"#)
                #expect(try names(server).sorted() == ["demo-0.1.0.tgz", "demo-0.1.0.tgz.prov"])
                // Another archive without one takes the old proof away.
                #expect(try await send(server, form([("chart", "x.tgz", archive)])).text == #"{"code":0}"#)
                #expect(try names(server) == ["demo-0.1.0.tgz"])
            }
            let bad = try await send(server, form([("chart", "x.tgz", archive), ("prov", "p", Array("no".utf8))]))
            #expect(try bad.error == "signature block not found")
            for name in ["../../x.tgz.prov", "/x.tgz.prov", "a\\b.tgz.prov", ".x.tgz.prov", "a\u{1}.tgz.prov"] {
                #expect(try await send(server, form([("chart", name, prov)])).code == 1)
            }
            #expect(try names(server) == ["demo-0.1.0.tgz"])
        }
    }

    /// One of them wins whole, and every answer is a success.
    @Test(.timeLimit(.minutes(2))) func aHundredUploadsOfOneName() async throws {
        try await TestServer.run { server in
            var archives: [[UInt8]] = []
            for number in 0..<100 {
                try server.charts.write("demo", ["note": String(repeating: "\(number) ", count: 200 + number)])
                archives.append(try server.charts.archive("demo"))
            }
            let all = archives
            try await withThrowingTaskGroup(of: Void.self) { group in
                for archive in all {
                    group.addTask {
                        let reply = try await server.upload(archive, fileName: "demo.tgz")
                        #expect(reply.text == #"{"code":0}"#)
                    }
                    group.addTask {
                        let seen = try await server.call("GET", "/charts/demo-0.1.0.tgz")
                        #expect(seen.status == 404 || all.contains(seen.body))
                    }
                }
                try await group.waitForAll()
            }
            let stored = try [UInt8](Data(contentsOf: URL(filePath: server.uploads + "/demo-0.1.0.tgz")))
            #expect(all.contains(stored))
            #expect(try names(server) == ["demo-0.1.0.tgz"])
        }
    }
}
