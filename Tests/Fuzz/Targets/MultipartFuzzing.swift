import HelmHTTP

extension FuzzTarget {
    /// A form says the same however it is cut into pieces, and no more than was sent.
    static let multipart = FuzzTarget(
        name: "multipart",
        words: [
            "\r\n", "--", "--B", "\r\n--B", "\r\n--B--", "\r\n\r\n", "Content-Disposition:", "form-data", "; name=",
            "; filename=\"", "; filename*=UTF-8''", "%2F", "\\", "\"",
        ],
        seeds: {
            let head = "--B\r\nContent-Disposition: form-data; name=\"chart\"; filename"
            return [
                "\(head)=\"a b.tgz\"\r\n\r\nabc\r\n--B--\r\n", "\(head)*=UTF-8'en'%e4.tgz; x=y\r\n\r\n\r\n--B--",
                "preamble\r\n\(head)=\"\\\"\\\\\"\r\n folded\r\n\r\n\r\n--Bx\r\n--B \t\r\n\r\n--B--epilogue",
            ].map { Array($0.utf8) }
        },
        run: { input in
            let whole = MultipartSummary(input, size: max(input.count, 1))
            if whole.contentBytes > input.count { return "more content than was sent" }
            return [1, 2, 3, 7, 64].first { MultipartSummary(input, size: $0) != whole }.map {
                "pieces of \($0) bytes read otherwise"
            }
        })
}

/// What a form says, put together again.
private struct MultipartSummary: Equatable {
    var parts: [MultipartPart] = []
    var contents: [[UInt8]] = []
    var ends = 0
    var error: String?

    var contentBytes: Int { contents.reduce(0) { $0 + $1.count } }

    init(_ input: [UInt8], size: Int) {
        var reader = MultipartReader(boundary: "B")
        do {
            for start in stride(from: 0, to: input.count, by: size) {
                for event in try reader.push(input[start..<min(start + size, input.count)]) {
                    switch event {
                    case .part(let part):
                        parts.append(part)
                        contents.append([])
                    case .data(let bytes): contents[contents.count - 1] += bytes
                    case .partEnd: ends += 1
                    }
                }
            }
            try reader.finish()
        } catch {
            self.error = "\(error)"
            // A piece that fails says nothing of what came before in it.
            (parts, contents, ends) = ([], [], 0)
        }
    }
}
