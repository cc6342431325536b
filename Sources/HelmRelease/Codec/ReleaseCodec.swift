internal import HelmArchive
internal import HelmChart
internal import HelmValues

/// Records as Helm keeps them: base64 of gzip of JSON.
public enum ReleaseCodec {
    /// The most bytes that a record may unpack to. A stored one is below 1 MiB packed.
    public static let unpackedLimit = 256 << 20
    /// What the values of one Secret or ConfigMap may hold together.
    public static let storedLimit = 1 << 20

    /// The text of a record, ready to be a ConfigMap's value.
    /// - Throws: ``ReleaseError`` with code `storage` when packing fails.
    public static func encode(_ release: Release) throws(ReleaseError) -> [UInt8] {
        do {
            return Base64.encode(try Gzip.compress(ReleaseEncoder.json(release)))
        } catch {
            throw ReleaseError(.storage, error.message)
        }
    }

    /// What one record may take in a store.
    public enum StorageLimit: Sendable {
        /// A Secret or ConfigMap.
        case object
        /// A row of a table. Helm, which recommends its tables for large releases, has no limit there.
        case row

        var bytes: Int { self == .object ? storedLimit : 64 << 20 }
    }

    /// As ``encode(_:)``, for a store with a limit.
    /// - Throws: code `tooLarge`, naming the largest files of the chart.
    public static func encodeForStorage(
        _ release: Release, in limit: StorageLimit = .object
    ) throws(ReleaseError) -> [UInt8] {
        let record = try encode(release)
        guard record.count > limit.bytes else { return record }
        let files = (release.chart.templates + release.chart.files).sorted { $0.data.count > $1.data.count }
        let largest = files.prefix(3).map { "\($0.name) (\($0.data.count) bytes)" }.joined(separator: ", ")
        throw ReleaseError(
            .tooLarge,
            "create: failed to create: the record of release \"\(release.name)\" takes \(record.count) bytes, "
                + "more than the \(limit.bytes) bytes that one \(limit) may hold"
                + (largest.isEmpty ? "" : "; largest files of the chart: \(largest)"))
    }

    /// Throws what ``encodeForStorage(_:in:)`` would, mostly without packing anything.
    public static func checkSize(_ release: Release, in limit: StorageLimit = .object) throws(ReleaseError) {
        let json = ReleaseEncoder.json(release).count
        // Packing adds next to nothing to what cannot be packed, base64 a third.
        if (json + json / 1000 + 64) / 3 * 4 + 4 <= limit.bytes { return }
        _ = try encodeForStorage(release, in: limit)
    }

    /// The JSON of a record, as it is before it is packed.
    public static func json(_ release: Release) -> [UInt8] { ReleaseEncoder.json(release) }

    /// Reads the text of a record. Records that are not compressed are taken too, as Helm takes them.
    /// - Throws: ``ReleaseError`` with code `undecodable`.
    public static func decode(_ record: some Sequence<UInt8>) throws(ReleaseError) -> Release {
        try ReleaseDecoder.release(unpacked(record))
    }

    /// Reads the JSON of a record.
    public static func decode(json: [UInt8]) throws(ReleaseError) -> Release { try ReleaseDecoder.release(json) }

    /// Reads only what a list shows, and unpacks only the beginning of the record where that is enough.
    ///
    /// Revision and namespace are left for the caller, who knows them from the labels.
    /// - Parameter isWrapped: the text has a Secret's own base64 around it.
    public static func summary(_ text: ArraySlice<UInt8>, isWrapped: Bool) throws(ReleaseError) -> ReleaseSummary {
        for length in [4 << 10, 32 << 10] where length < text.count {
            var packed = Base64.decode(text.prefix(length)) ?? []
            if isWrapped { packed = Base64.decode(packed.prefix(packed.count / 4 * 4)) ?? [] }
            let json = Gzip.isCompressed(packed) ? Gzip.prefix(of: packed, count: length * 16) : packed
            if let summary = try ReleaseDecoder.summary(json[...]) { return summary }
        }
        var record = Array(text)
        if isWrapped {
            guard let inner = Base64.decode(record) else { throw ReleaseError(.undecodable, "illegal base64 data") }
            record = inner
        }
        guard let summary = try ReleaseDecoder.summary(unpacked(record)[...]) else { throw RecordScanner.damaged() }
        return summary
    }

    private static func unpacked(_ record: some Sequence<UInt8>) throws(ReleaseError) -> [UInt8] {
        guard let packed = Base64.decode(record) else {
            throw ReleaseError(.undecodable, "illegal base64 data")
        }
        guard Gzip.isCompressed(packed) else { return packed }
        do {
            return try Gzip.decompress(packed, limit: unpackedLimit)
        } catch {
            throw ReleaseError(.undecodable, error.message)
        }
    }
}
