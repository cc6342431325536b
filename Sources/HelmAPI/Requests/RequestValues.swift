internal import HelmActions
internal import HelmChart
internal import HelmValues

/// The values options of a body: `values`, then `set_json`, `set`, `set_string`, `set_file`, `set_literal`, in Helm's order.
struct RequestValues {
    let body: OptionReader

    /// - Parameter repositories: the way to `values` that are the URL of a file.
    /// - Throws: ``APIError`` with the text that names the option at fault, ``ActionError`` when there is no such file.
    func merged(_ repositories: Repositories) async throws -> ValueMap {
        let text = try body.string("values")
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            return try merged([try await repositories.valuesFile(at: text)])
        }
        return try merged(text.isEmpty ? [] : [Array(text.utf8)])
    }

    private func merged(_ values: [[UInt8]]) throws(APIError) -> ValueMap {
        var options = ValuesOptions()
        options.values = values
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
