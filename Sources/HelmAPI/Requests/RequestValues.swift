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
        try refuseEmptyKeys(options.set, option: "set")
        try refuseEmptyKeys(options.setString, option: "set_string")
        do throws(ValuesError) {
            return try options.merged()
        } catch {
            throw APIError(.badRequest, Self.message(of: error))
        }
    }

    /// Helm reads `=x` as nothing at all; a client that sends it made a mistake.
    private func refuseEmptyKeys(_ expressions: [String], option: String) throws(APIError) {
        for expression in expressions where expression.hasPrefix("=") {
            throw APIError(.badRequest, "failed parsing \(option) data")
        }
    }

    /// helm-wrapper's short texts for the options that it has, Helm's own for the others.
    private static func message(of error: ValuesError) -> String {
        switch error.flag {
        case .values: "failed parsing values"
        case .set: "failed parsing set data"
        case .setString: "failed parsing set_string data"
        case .setJSON, .setFile, .setLiteral: error.message
        }
    }
}
