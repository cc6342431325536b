import HelmHTTP
import HelmTesting
import Testing

@Suite struct HTTPClientTests {
    let client = HTTPClient()

    private func failure(_ request: HTTPRequest) async -> HTTPError? {
        do throws(HTTPError) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func sendsMethodHeadersAndBody() async throws {
        let server = try ScriptedServer { request in
            ScriptedServer.answer(201, "\(request.method) \(request.target) \(request.text)", headers: ["X-A": "b"])
        }
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            var request = HTTPRequest(method, server.url + "/a?b=c", headers: ["X-Sent": "yes\r\nX-Evil: 1"])
            request.body = Array("body".utf8)
            let response = try await client.send(request)
            #expect(response.status == 201)
            #expect(response.headers["x-a"] == "b")
            #expect(String(decoding: response.body, as: UTF8.self) == "\(method) /a?b=c body")
        }
        #expect(server.requests.allSatisfy { $0.headers["x-sent"] == "yesX-Evil: 1" && $0.headers["x-evil"] == nil })
        #expect(server.requests.allSatisfy { $0.headers["expect"] == nil })
        #expect(server.connectionCount == 1)
    }

    @Test func sendsWithoutBody() async throws {
        let server = try ScriptedServer { ScriptedServer.answer(200, "\($0.method) \($0.body.count)") }
        for method in ["GET", "DELETE", "POST"] {
            let response = try await client.send(HTTPRequest(method, server.url))
            #expect(String(decoding: response.body, as: UTF8.self) == "\(method) 0")
        }
    }

    @Test func largeBodiesBothWays() async throws {
        let body = [UInt8](repeating: 65, count: 3 << 20)
        let server = try ScriptedServer { ScriptedServer.answer(200, $0.text) }
        let response = try await client.send(HTTPRequest("POST", server.url, body: body))
        #expect(response.body == body)
        var request = HTTPRequest("POST", server.url, body: body)
        request.maximumBodyBytes = 1 << 20
        #expect(await failure(request)?.code == .tooLarge)
    }

    @Test func endlessHeaders() async throws {
        let line = "X-Filler: \(String(repeating: "a", count: 60_000))\r\n"
        let server = try ScriptedServer { _ in
            [.send(Array("HTTP/1.1 200 OK\r\n".utf8))] + (0..<40).map { _ in .send(Array(line.utf8)) } + [.close]
        }
        #expect(await failure(HTTPRequest("GET", server.url))?.code == .tooLarge)
    }

    @Test func refusedConnection() async {
        let error = await failure(HTTPRequest("GET", "http://127.0.0.1:1/version"))
        #expect(error?.code == .cannotConnect)
        #expect(error?.message == "dial tcp 127.0.0.1:1: connect: connection refused")
    }

    @Test func unknownHost() async {
        let error = await failure(HTTPRequest("GET", "http://nope.invalid/version"))
        #expect(error?.code == .hostNotFound)
    }

    @Test(arguments: ["ftp://127.0.0.1/", "http:///x", "no", "http://127.0.0.1:99999/", "http://a b/"])
    func badURL(_ url: String) async {
        #expect(await failure(HTTPRequest("GET", url))?.code == .invalidURL)
    }

    @Test func aServerThatNeverSpeaksTLS() async throws {
        // It takes the ClientHello for the beginning of a request, and waits for the rest.
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "") }
        var request = HTTPRequest("GET", "https://127.0.0.1:\(server.port)/")
        request.timeout = .milliseconds(300)
        #expect(await failure(request)?.code == .timedOut)
    }

    @Test func postIsNotRepeatedWhenTheConnectionCloses() async throws {
        let server = try ScriptedServer { request in
            request.target == "/first" ? ScriptedServer.answer(200, "") : [.close]
        }
        _ = try await client.send(HTTPRequest("GET", server.url + "/first"))
        let error = await failure(HTTPRequest("POST", server.url + "/x", body: Array("{}".utf8)))
        #expect(error?.code == .connectionClosed)
        #expect(error?.message == "EOF")
        #expect(server.requests.filter { $0.method == "POST" }.count == 1)
    }

    @Test func resetConnection() async throws {
        let server = try ScriptedServer { _ in [.reset] }
        let error = await failure(HTTPRequest("POST", server.url, body: [1]))
        #expect(error?.code == .connectionClosed)
        #expect(error?.message.hasSuffix("read: connection reset by peer") == true)
    }

    @Test func truncatedAnswer() async throws {
        let server = try ScriptedServer { _ in
            [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8)), .close]
        }
        let error = await failure(HTTPRequest("GET", server.url))
        #expect(error?.code == .connectionClosed)
        #expect(error?.message == "unexpected EOF")
    }

    @Test func timeout() async throws {
        let server = try ScriptedServer { _ in [.sleep(milliseconds: 2000), .close] }
        var request = HTTPRequest("GET", server.url)
        request.timeout = .milliseconds(100)
        let error = await failure(request)
        #expect(error?.code == .timedOut)
        #expect(error?.message == "context deadline exceeded")
    }

    @Test func nothingMoves() async throws {
        let server = try ScriptedServer { _ in
            [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8)), .sleep(milliseconds: 20_000)]
        }
        var request = HTTPRequest("GET", server.url)
        request.idleTimeout = .seconds(1)
        #expect(await failure(request)?.code == .timedOut)
    }

    @Test func cancellation() async throws {
        let server = try ScriptedServer { _ in [.sleep(milliseconds: 60_000), .close] }
        let request = HTTPRequest("GET", server.url)
        let task = Task { await failure(request) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }

    @Test func cancelledBeforeItStarts() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "") }
        let request = HTTPRequest("GET", server.url)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await failure(request)
        }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(server.requests.isEmpty)
    }

    @Test func streamsPieceByPiece() async throws {
        let server = try ScriptedServer { _ in
            [
                ScriptedServer.chunkedHead, ScriptedServer.chunk("one"), .sleep(milliseconds: 50),
                ScriptedServer.chunk("two"), .sleep(milliseconds: 50), ScriptedServer.lastChunk,
            ]
        }
        let stream = try await client.stream(HTTPRequest("GET", server.url))
        #expect(stream.head.status == 200)
        var pieces: [String] = []
        while let piece = try await stream.next() { pieces.append(String(decoding: piece, as: UTF8.self)) }
        // How many pieces it takes depends on the load; the first does not wait for the end of the body.
        #expect(pieces.joined() == "onetwo")
        #expect(try await stream.next() == nil)
    }

    @Test func aSlowReaderGetsEverything() async throws {
        let piece = String(repeating: "x", count: 256 << 10)
        let server = try ScriptedServer { _ in
            [ScriptedServer.chunkedHead] + (0..<40).map { _ in ScriptedServer.chunk(piece) } + [
                ScriptedServer.lastChunk
            ]
        }
        let stream = try await client.stream(HTTPRequest("GET", server.url))
        try await Task.sleep(for: .milliseconds(200))
        var count = 0
        while let bytes = try await stream.next() { count += bytes.count }
        #expect(count == 40 * (256 << 10))
    }

    @Test func aStreamThatNeverAnswersTimesOut() async throws {
        let server = try ScriptedServer { _ in [.sleep(milliseconds: 3000), .close] }
        var request = HTTPRequest("GET", server.url)
        request.timeout = .milliseconds(100)
        await #expect(throws: HTTPError.self) { _ = try await client.stream(request) }
    }

    @Test func cancelledReaderEndsTheStream() async throws {
        let server = try ScriptedServer { _ in [ScriptedServer.chunkedHead, .sleep(milliseconds: 5000)] }
        let stream = try await client.stream(HTTPRequest("GET", server.url))
        let task = Task { try? await stream.next() }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func addressesCanBeRefused() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "") }
        _ = try await client.send(HTTPRequest("GET", server.url))
        var request = HTTPRequest("GET", server.url)
        request.allowsAddress = { address, _ in address != "127.0.0.1" }
        #expect(await failure(request)?.code == .refusedAddress)
        #expect(server.requests.count == 1)
        request.allowsAddress = { address, _ in address == "127.0.0.1" }
        #expect(await failure(request) == nil)
    }

    @Test func redirects() async throws {
        let server = try ScriptedServer { request in
            request.target == "/a"
                ? ScriptedServer.answer(302, "", headers: ["Location": "/b"]) : ScriptedServer.answer(200, "b")
        }
        #expect(try await client.send(HTTPRequest("GET", server.url + "/a")).status == 302)
        var request = HTTPRequest("GET", server.url + "/a")
        request.maximumRedirects = 3
        let response = try await client.send(request)
        #expect(response.status == 200)
        #expect(response.body == [98])
    }

    @Test func manyAtOnce() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.answer(200, "{}") }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await client.send(HTTPRequest("GET", server.url)).status } }
            for try await status in group { #expect(status == 200) }
        }
    }
}
