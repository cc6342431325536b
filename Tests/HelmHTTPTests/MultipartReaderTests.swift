import HelmHTTP
import Testing

@Suite("Multipart forms, as they come in")
struct MultipartReaderTests {
    /// A part as a test reads it.
    struct Part: Equatable, CustomStringConvertible {
        var name: String
        var fileName: String?
        var text = ""
        var description: String { "\(name)(\(fileName ?? "-")): \(text)" }
    }

    /// Reads `text` cut into pieces of `size` bytes.
    static func read(_ bytes: [UInt8], boundary: String = "B", size: Int) throws(MultipartError) -> [Part] {
        var reader = MultipartReader(boundary: boundary)
        var parts: [Part] = []
        var content: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            for event in try reader.push(bytes[start..<min(start + size, bytes.count)]) {
                switch event {
                case .part(let part):
                    parts.append(Part(name: part.name, fileName: part.fileName))
                    content = []
                case .data(let data): content += data
                case .partEnd: parts[parts.count - 1].text = String(decoding: content, as: UTF8.self)
                }
            }
        }
        try reader.finish()
        return parts
    }

    private func read(_ text: String, boundary: String = "B") throws -> [Part] {
        let whole = try Self.read(Array(text.utf8), boundary: boundary, size: Int.max / 2)
        for size in 1...40 {
            let cut = try Self.read(Array(text.utf8), boundary: boundary, size: size)
            #expect(cut == whole, "pieces of \(size)")
        }
        return whole
    }

    private func header(_ parameters: String) -> String {
        "--B\r\nContent-Disposition: form-data; \(parameters)\r\n\r\n"
    }

    @Test func partsInOrder() throws {
        let text =
            "ignored\r\n--Bnot\r\n" + header("name=\"chart\"; filename=\"demo.tgz\"") + "a\r\nb\r\n-\r\n--\r\n--Bx\r\n"
            + header("name=note") + "\r\n" + "--B  \t\r\ncontent-DISPOSITION:form-data;\r\n name=\"folded\"\r\n\r\nx"
            + "\r\n--B--\r\nthe end --B\r\n--B\r\n"
        #expect(
            try read(text) == [
                Part(name: "chart", fileName: "demo.tgz", text: "a\r\nb\r\n-\r\n--\r\n--Bx"),
                Part(name: "note", text: ""), Part(name: "folded", text: "x"),
            ])
    }

    @Test func aPartWithNothingInIt() throws {
        let text = header("name=a") + "--B\r\n\r\nno header\r\n" + header("name=c") + "\r\n--B--"
        #expect(
            try read(text) == [Part(name: "a"), Part(name: "", text: "no header"), Part(name: "c")])
    }

    @Test(
        arguments: [
            ("filename=\"a b.tgz\"", "a b.tgz"), ("filename=plain.tgz", "plain.tgz"),
            ("FileName = \"x.tgz\" ", "x.tgz"), (#"filename="say \"hi\";.tgz""#, "say \"hi\";.tgz"),
            (#"filename="C:\fake\demo.tgz""#, #"C:\fake\demo.tgz"#), (#"filename="a\\b.tgz""#, #"a\b.tgz"#),
            ("filename=\"../../etc/x.tgz\"", "../../etc/x.tgz"), ("filename=\"/\"", "/"), ("filename=\"\"", nil),
            ("filename=\"plain.tgz\"; filename*=UTF-8''%e4%BD%a0.tgz", "你.tgz"),
            ("filename*=utf-8'en'a%2Fb.tgz", "a/b.tgz"), ("filename*=koi8-r''%c1.tgz; filename=\"a.tgz\"", "a.tgz"),
            ("filename*=UTF-8''%zz; filename=a.tgz", "a.tgz"), ("filename=\"open", nil), ("filename=\"a\"b", nil),
            ("filename=a; filename=b", nil), ("filename=\"demo 🎁.tgz\"", "demo 🎁.tgz"),
        ] as [(String, String?)])
    func fileNames(_ parameter: String, _ expected: String?) throws {
        let parts = try read(header("name=chart; \(parameter)") + "x\r\n--B--")
        #expect(parts.map(\.fileName) == [expected])
    }

    @Test func onlyFormDataIsAField() throws {
        let text = "--B\r\nContent-Disposition: attachment; name=chart; filename=a.tgz\r\n\r\nx\r\n--B--"
        #expect(try read(text) == [Part(name: "", text: "x")])
    }

    @Test(arguments: [
        ("", "multipart: NextPart: EOF"), ("--B", "multipart: NextPart: EOF"),
        ("--B\r\nContent-Disposition: form-data; name=a", "multipart: NextPart: EOF"),
        ("--B\r\n\r\nabc", "unexpected EOF"), ("--B\r\n\r\nabc\r\n--B", "unexpected EOF"),
        ("--B\r\n\r\nabc\r\n--B-", "unexpected EOF"), ("--B\r\n\r\nabc\r\n--B\r\n", "multipart: NextPart: EOF"),
    ])
    func theLastBoundaryMustCome(_ text: String, _ message: String) {
        for size in [1, 2, 3, 1000] {
            let error = #expect(throws: MultipartError.self) { try Self.read(Array(text.utf8), size: size) }
            #expect(error?.message == message)
            #expect(error?.code == .truncated)
        }
    }

    @Test func headersAreBounded() {
        for size in [100, 1 << 20] {
            let long = Array("--B\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n\r\n--B--".utf8)
            #expect(throws: MultipartError.self) { try Self.read(long, size: size) }
            let endless = Array(("--B\r\n" + String(repeating: "x", count: 20_000)).utf8)
            let error = #expect(throws: MultipartError.self) { try Self.read(endless, size: size) }
            #expect(error?.code == .tooLarge)
        }
        let many = Array((String(repeating: "--B\r\n\r\n\r\n", count: 2000) + "--B--").utf8)
        #expect(throws: MultipartError.self) { try Self.read(many, size: 4096) }
    }

    /// Whatever comes, however it is cut, the same is read; and what was put together comes apart as it was.
    @Test func randomForms() throws {
        var random = SplitMix(state: 20_261_121)
        let scraps = [
            "\r\n", "--", "--B", "\r\n--B", "\r\n--B--", "\r\n--Bx", "\r", "\n", "-", "B", " ", "\r\n\r\n", "abc",
            "Content-Disposition: form-data; name=a; filename=\"x.tgz\"", "\0", ";", "\"", "=",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                scraps.randomElement(using: &random) ?? ""
            }.joined()
            let bytes = Array((Bool.random(using: &random) ? header("name=a") : "").utf8) + Array(text.utf8)
            let whole = Result { () throws(MultipartError) in try Self.read(bytes, size: 1 << 20) }
            for size in [1, 2, 3, 5, 7] {
                let cut = Result { () throws(MultipartError) in try Self.read(bytes, size: size) }
                switch (whole, cut) {
                case (.success(let whole), .success(let cut)): #expect(whole == cut, "\(text.debugDescription)")
                case (.failure(let whole), .failure(let cut)): #expect(whole.message == cut.message)
                default: Issue.record("pieces of \(size) differ: \(text.debugDescription)")
                }
            }
        }
    }

    struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }
}
