internal import HelmChart
internal import HelmValues

/// The values options of a body: `values`, then `set_json`, `set`, `set_string`, `set_file`, `set_literal`, in Helm's order.
struct RequestValues {
    let body: OptionReader

    /// - Throws: ``APIError`` with the text that names the option at fault.
    func merged() throws(APIError) -> ValueMap {
        var options = ValuesOptions()
        let text = try body.string("values")
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            throw APIError(.badRequest, "failed parsing values: fetching values from a URL is not allowed here")
        }
        if !text.isEmpty { options.values = [Array(text.utf8)] }
        options.setJSON = try body.strings("set_json")
        options.set = try body.strings("set")
        options.setString = try body.strings("set_string")
        options.setLiteral = try body.strings("set_literal")
        for (index, entry) in try body.stringMap("set_file").enumerated() {
            let file = "file-\(index)"
            options.setFile.append("\(entry.key)=\(file)")
            options.fileContents[file] = Array((entry.value ?? "").utf8)
        }
        do throws(ChartError) {
            return try options.merged()
        } catch {
            throw APIError(.badRequest, Self.message(of: error))
        }
    }

    /// The Go server's short texts, by the option that failed; the reason follows, which it left out.
    private static func message(of error: ChartError) -> String {
        error.message
    }
}
