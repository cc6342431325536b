internal import HelmTemplate
internal import HelmValues

/// Rewords what the template engine says as Helm does.
///
/// Helm: engine.go, cleanupParseError and reformatExecErrorMsg. Helm reads Go's texts, and so does this, since what a
/// function's own message contains decides where Helm cuts.
enum TemplateReport {
    static func parse(_ error: TemplateError, file: String) -> RenderError {
        let tokens = Bytes(error.message).split(": ")
        guard tokens.count > 1, let last = tokens.last else {
            return RenderError(.parse, "parse error in (\(file)): \(error.message)")
        }
        return RenderError(.parse, "parse error at (\(tokens[1].text)): \(last.text)")
    }

    static func execution(_ error: TemplateError, file: String) -> RenderError {
        switch error.code {
        case .cancelled:
            return RenderError(.cancelled, error.underlying.map { "\($0)" } ?? error.message)
        case .execution: break
        default: return RenderError(.execution, error.message)
        }
        guard let (_, rest) = Bytes(error.message).cut(": "), let (location, detail) = rest.cut(": ") else {
            return RenderError(.execution, "execution error in (\(file)): \(error.message)")
        }
        if let (_, afterStart) = detail.cut("HELM_ERR_START"), let (warning, _) = afterStart.cutLast("HELM_ERR_END") {
            return RenderError(.execution, "execution error at (\(location.text)): \(warning.text)")
        }
        var frames: [Frame] = []
        for message in error.messages {
            guard let frame = Frame(message) else { return RenderError(.execution, error.message) }
            if frames.last != frame { frames.append(frame) }
        }
        return RenderError(.execution, trimmed(frames.map(\.text).joined()))
    }

    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }

    /// One place on the way to an error.
    private struct Frame: Equatable {
        var location = ""
        var function = ""
        var message = ""

        /// Nil when the text is none of the template engine's.
        init?(_ text: String) {
            guard let rest = Bytes(text).dropping("template: ") else { return nil }
            if rest.dropping("no template ") != nil {
                message = text
            } else if let frame = Frame(executing: rest) {
                self = frame
            } else if let (head, tail) = rest.cutLast(": ") {
                location = head.text
                message = Frame.withoutNext(tail).text
            } else {
                return nil
            }
        }

        /// `NAME: executing "FUNCTION" at <EXPRESSION>: MESSAGE`
        private init?(executing text: Bytes) {
            guard let (location, after) = text.cut(": executing "), let name = after.dropping("\""),
                let (function, afterName) = name.cut("\""), let place = afterName.dropping(" at <"),
                let (expression, message) = place.cut(">: ")
            else { return nil }
            self.location = location.text
            self.function = "executing \"\(function.text)\" at <\(expression.text)>:"
            self.message = Frame.withoutNext(message).text
        }

        /// Without the text of the next frame, which follows in the same line.
        private static func withoutNext(_ message: Bytes) -> Bytes { message.cut(" template:")?.0 ?? message }

        var text: String {
            var result = ""
            if !location.isEmpty { result += location + "\n  " }
            if !function.isEmpty { result += function + "\n    " }
            if !message.isEmpty { result += message + "\n" }
            return result
        }
    }
}

/// A text searched by bytes, as Go searches: characters could hide a delimiter.
private struct Bytes {
    var bytes: ArraySlice<UInt8>

    init(_ text: String) { bytes = Array(text.utf8)[...] }
    private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func cut(_ separator: String) -> (Bytes, Bytes)? {
        bytes.firstRange(of: separator.utf8).map { (Bytes(bytes[..<$0.lowerBound]), Bytes(bytes[$0.upperBound...])) }
    }

    func cutLast(_ separator: String) -> (Bytes, Bytes)? {
        let wanted = Array(separator.utf8)
        var start = bytes.endIndex - wanted.count
        while start >= bytes.startIndex {
            if bytes[start...].starts(with: wanted) {
                return (Bytes(bytes[..<start]), Bytes(bytes[(start + wanted.count)...]))
            }
            start -= 1
        }
        return nil
    }

    func dropping(_ prefix: String) -> Bytes? {
        bytes.starts(with: prefix.utf8) ? Bytes(bytes.dropFirst(prefix.utf8.count)) : nil
    }

    func split(_ separator: String) -> [Bytes] {
        var result: [Bytes] = []
        var rest = self
        while let (head, tail) = rest.cut(separator) {
            result.append(head)
            rest = tail
        }
        return result + [rest]
    }
}
