internal import HelmActions
internal import HelmChart

/// A request to package: a form with the chart's folder as an archive, or a chart's name with options in JSON.
struct PackageForm {
    private let request: APIRequest
    private let limit: Int

    /// Room for the boundaries, headers and small fields around an archive.
    private static let overhead = 64 << 10

    /// - Parameter limit: the largest archive, in bytes.
    init(_ request: APIRequest, limit: Int) {
        self.request = request
        self.limit = limit
    }

    func request() async throws -> PackageRequest {
        if let boundary = request.header("Content-Type").flatMap(Multipart.boundary(contentType:)) {
            let body = try await request.body(limit: limit + Self.overhead)
            return try form(Multipart.parts(of: body, boundary: boundary))
        }
        guard let chart = request.query("chart"), !chart.isEmpty else {
            throw APIError(
                .badRequest, "send the chart's folder in the form field chart (.tgz or .tar), or name it with ?chart=")
        }
        let options = try await request.options("packageOptions")
        var packing = PackageRequest(.reference(ChartReference(chart)))
        packing.options.version = try options.string("version")
        packing.options.appVersion = try options.string("app_version")
        packing.dependencyUpdate = try options.bool("dependency_update")
        if try options.bool("sign") {
            try refusePassphraseFile(options.string("passphrase_file"))
            packing.signing = ChartSigning.Options(
                key: try options.string("key"), passphrase: try passphrase(options.string("passphrase")),
                keyring: try options.string("keyring"))
        }
        return packing
    }

    private func form(_ parts: [Multipart.Part]) throws(APIError) -> PackageRequest {
        func field(_ name: String) -> String {
            parts.first { $0.name == name && $0.fileName == nil }.map { String(decoding: $0.content, as: UTF8.self) }
                ?? ""
        }
        func flag(_ name: String) throws(APIError) -> Bool {
            switch field(name) {
            case "", "false": return false
            case "true": return true
            default: throw APIError(.badRequest, "\(name) must be true or false")
            }
        }
        var packing = PackageRequest(try source(parts))
        packing.options.version = field("version")
        packing.options.appVersion = field("app_version")
        packing.dependencyUpdate = try flag("dependency_update")
        if try flag("sign") {
            try refusePassphraseFile(field("passphrase_file"))
            packing.signing = ChartSigning.Options(
                key: field("key"), passphrase: passphrase(field("passphrase")), keyring: field("keyring"))
        }
        return packing
    }

    private func passphrase(_ text: String) -> String? { text.isEmpty ? nil : text }

    /// A file of this server is not the caller's to name.
    private func refusePassphraseFile(_ path: String) throws(APIError) {
        guard path.isEmpty else {
            throw APIError(.badRequest, "passphrase_file is a file of the server: send passphrase instead")
        }
    }

    private func source(_ parts: [Multipart.Part]) throws(APIError) -> PackageRequest.Source {
        if let part = parts.first(where: { $0.name == "chart" && $0.fileName != nil }), let name = part.fileName {
            guard [".tgz", ".tar", ".tar.gz"].contains(where: name.hasSuffix) else {
                throw APIError(.badRequest, "chart file suffix must .tgz or .tar")
            }
            guard part.content.count <= limit else {
                throw APIError(.payloadTooLarge, "chart archive too large: the limit is \(limit) bytes")
            }
            return .archive(Array(part.content))
        }
        if let chart = request.query("chart"), !chart.isEmpty { return .reference(ChartReference(chart)) }
        throw APIError(.badRequest, "http: no such file")
    }
}
