internal import HelmHTTP
public import HelmRepository

/// Takes a form with a chart in it and stores the chart, while the form comes in.
///
/// An archive goes to the disk piece by piece, under no name; it is stored when the form is whole and the archive loads
/// as a chart. Nothing is left of a form that is not.
public struct ReceiveUpload: Sendable {
    private let uploads: Uploads
    private let limit: Int

    /// Room in a form for boundaries, headers and fields that mean nothing here.
    private static let overhead = 64 << 10

    /// - Parameter limit: the largest archive, in bytes.
    public init(uploads: Uploads, limit: Int) {
        self.uploads = uploads
        self.limit = limit
    }

    /// Of the form's parts the first file `chart` counts, an archive or a provenance file by its name, and the first file
    /// `prov`, the provenance of the archive.
    /// - Throws: ``UploadError``; `.invalidForm` in the words of the HTTP contract.
    public func run<Body: AsyncSequence>(
        contentType: String?, body: Body
    ) async throws(UploadError) where Body.Element: Collection<UInt8> {
        var reader = MultipartReader(boundary: try Self.boundary(contentType))
        var form = UploadForm(uploads: uploads, limit: limit)
        let largest = limit + UploadStore.maximumProvenanceBytes + Self.overhead
        var count = 0
        do {
            for try await piece in body {
                count += piece.count
                for event in try reader.push(piece) { try await form.take(event) }
                guard count <= largest else {
                    throw UploadError(.tooLarge, "http: request body too large: the limit is \(largest) bytes")
                }
            }
            try reader.finish()
            try await form.store()
        } catch {
            form.discard()
            throw Self.uploadError(error)
        }
    }

    private static func boundary(_ contentType: String?) throws(UploadError) -> String {
        guard let type = contentType.flatMap(MediaType.init), type.type == "multipart/form-data" else {
            throw UploadError(.invalidForm, "request Content-Type isn't multipart/form-data")
        }
        guard let boundary = type["boundary"], (1...200).contains(boundary.utf8.count) else {
            throw UploadError(.invalidForm, "no multipart boundary param in Content-Type")
        }
        return boundary
    }

    private static func uploadError(_ error: any Error) -> UploadError {
        switch error {
        case let error as UploadError: error
        case let error as MultipartError:
            UploadError(error.code == .tooLarge ? .tooLarge : .invalidForm, error.message)
        // The client went away, which nobody reads, or the server stops.
        default: UploadError(.cancelled, "the request was cancelled")
        }
    }
}

/// What has come of one form.
private struct UploadForm {
    private enum Target {
        case archive(UploadDraft)
        case provenance
        case nothing
    }

    private static let pieceBytes = 256 << 10

    private let uploads: Uploads
    private let limit: Int
    private var target = Target.nothing
    private var archive: UploadDraft?
    /// Not on the disk yet.
    private var pending: [UInt8] = []
    private var provenance: [UInt8]?
    /// The upload that a provenance file sent as `chart` belongs to.
    private var provenArchive: String?
    private var hasChart = false

    init(uploads: Uploads, limit: Int) {
        self.uploads = uploads
        self.limit = limit
    }

    /// Nothing of it stays, whoever still holds a part of it.
    func discard() { archive?.discard() }

    mutating func take(_ event: MultipartReader.Event) async throws(UploadError) {
        switch event {
        case .part(let part): target = try await target(of: part)
        case .data(let bytes): try await take(bytes)
        case .partEnd:
            try await flush()
            target = .nothing
        }
    }

    private mutating func target(of part: MultipartPart) async throws(UploadError) -> Target {
        guard let fileName = part.fileName else { return .nothing }
        if part.name == "prov", provenArchive == nil, provenance == nil {
            provenance = []
            return .provenance
        }
        guard part.name == "chart", !hasChart else { return .nothing }
        hasChart = true
        if fileName.hasSuffix(".tgz" + UploadStore.provenanceSuffix) {
            let name = String(fileName.dropLast(UploadStore.provenanceSuffix.count))
            _ = try uploads.store.path(of: name)
            provenArchive = name
            provenance = []
            return .provenance
        }
        guard fileName.hasSuffix(".tgz") else { throw UploadError(.invalidForm, "chart file suffix must .tgz") }
        let store = uploads.store
        let draft = try await uploads.disk.upload { () throws(UploadError) in try store.draft() }
        archive = draft
        return .archive(draft)
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) async throws(UploadError) {
        switch target {
        case .nothing: return
        case .provenance:
            provenance? += bytes
            guard provenance?.count ?? 0 <= UploadStore.maximumProvenanceBytes else {
                throw UploadError(
                    .invalidChart,
                    "provenance file too large: the limit is \(UploadStore.maximumProvenanceBytes) bytes")
            }
        case .archive(let draft):
            guard draft.count + pending.count + bytes.count <= limit else {
                throw UploadError(.tooLarge, "chart archive too large: the limit is \(limit) bytes")
            }
            pending += bytes
            if pending.count >= Self.pieceBytes { try await flush() }
        }
    }

    private mutating func flush() async throws(UploadError) {
        guard case .archive(let draft) = target, !pending.isEmpty else { return }
        let piece = pending
        pending = []
        try await uploads.disk.upload { () throws(UploadError) in try draft.write(piece) }
    }

    /// Makes visible what has come, once the form is whole.
    func store() async throws(UploadError) {
        let (store, provenance) = (uploads.store, provenance)
        if let archive {
            try await uploads.threads.upload { () throws(UploadError) in
                _ = try store.store(archive, provenance: provenance)
            }
        } else if let provenArchive, let provenance {
            try await uploads.disk.upload { () throws(UploadError) in
                try store.storeProvenance(provenance, of: provenArchive)
            }
        } else {
            throw UploadError(.invalidForm, "http: no such file")
        }
    }
}
