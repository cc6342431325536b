import HelmTesting
import HelmValues
import Testing

@testable import HelmKube

@Suite struct ListSplitterTests {
    static let lists = [
        #"{"kind":"SecretList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"x"},"items":[{"a":1},{"b":[{"c":"}]"}]}]}"#,
        #"{"items":[{"s":"quote \" and slash \\"},{"s":"\\"},{}],"metadata":{"labels":[{"no":"item"}]}}"#,
        #"{ "items" : [ { "a" : { "items" : [ { } , { } ] } } , { "b" : "[{" } ] , "metadata" : { } }"#,
        #"{"kind":"Table","metadata":{},"columnDefinitions":[{"name":"Name"}],"rows":[{"cells":["a"]},{"cells":[]}]}"#,
        #"{"items":[],"metadata":{}}"#, #"{"items":null,"metadata":{}}"#,
        #"{"key \" items":[{"no":"item"}],"items":[{"yes":1}]}"#,
        #"{"itemsandmore":[{"no":1}],"xitems":[{"no":1}],"items":[{}]}"#,
    ]

    /// However the text is cut, the items are those that a whole parse finds, and the frame is the list without them.
    @Test(arguments: lists) func itemsOfAnyPieces(_ text: String) throws {
        let whole = try JSON.parse(text)
        let key = whole["rows"] == nil ? "items" : "rows"
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var splitter = ListSplitter()
            var items: [Value] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                try splitter.take(Array(bytes[start..<min(start + size, bytes.count)])) { (json) throws(KubeError) in
                    items.append((try? JSON.parse(json)) ?? "damaged")
                }
            }
            #expect(items == whole[key]?.listValue ?? [], "pieces of \(size)")
            var frame = try #require(whole.mapValue)
            if frame[key]?.listValue != nil { frame[key] = [] }
            #expect(try JSON.parse(splitter.frame) == .map(frame), "pieces of \(size)")
        }
    }

    @Test func nothingGrowsWithoutBound() {
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        for beginning in ["{\"items\":[{\"a\":\"", "{\"metadata\":\"", ""] {
            var splitter = ListSplitter()
            var pieces = 0
            #expect(throws: KubeError.self) {
                try splitter.take(Array(beginning.utf8)) { _ in }
                while pieces < 100 {
                    try splitter.take(piece) { _ in }
                    pieces += 1
                }
            }
            #expect(pieces < 40)
        }
    }

    /// A connection that breaks in the middle of a page: the page is read again, and no item comes twice.
    @Test func aBrokenPageIsReadAgain() async throws {
        let list = #"{"kind":"SecretList","metadata":{},"items":[{"n":1},{"n":2}]}"#
        let server = try ScriptedServer { request in
            if request.connection > 1 { return ScriptedServer.answer(200, list) }
            return [
                .send(Array("HTTP/1.1 200 OK\r\nContent-Length: \(list.utf8.count)\r\n\r\n\(list.dropLast(9))".utf8)),
                .close,
            ]
        }
        let found = try await client(server).items(KubePath("secrets", namespace: "ns")) { json in
            try? JSON.parse(json)["n"]?.intValue
        }
        #expect(found == [1, 2])
        #expect(server.requests.count == 2)
    }
}
