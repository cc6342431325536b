internal import Crypto
internal import HelmValues
internal import HelmYAML

/// The text of a provenance file: Chart.yaml, a line of three dots, and the archive's check sum.
public enum CheckSums {
    /// `sha256:` and the sum in hexadecimal.
    public static func digest(_ archive: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("sha256:".utf8)
        for byte in SHA256.hash(data: archive) { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    private static let separator = Array("\n...\n".utf8)

    // Helm: provenance/sign.go, messageBlock
    static func text(metadata: [UInt8], fileName: String, digest: String) throws(ProvenanceError) -> [UInt8] {
        let sums: Value = .map(["files": .map([fileName: .string(digest)])])
        do throws(YAMLError) {
            return metadata + separator + (try YAML.checkedEncode(sums))
        } catch {
            throw ProvenanceError(.malformed, error.message)
        }
    }

    /// The sum that `text` has for `fileName`; nil when it has none.
    /// - Throws: ``ProvenanceError`` with code `malformed`.
    static func digest(in text: [UInt8], for fileName: String) throws(ProvenanceError) -> String? {
        guard let start = text[...].firstIndex(of: separator) else {
            throw ProvenanceError(.malformed, "message block must have at least two parts")
        }
        let rest = text[(start + separator.count)...]
        let end = rest.firstIndex(of: separator) ?? rest.endIndex
        do throws(YAMLError) {
            return try sums(YAML.parse(rest[..<end]))[fileName]
        } catch {
            throw ProvenanceError(.malformed, error.message)
        }
    }

    private static func sums(_ value: Value) throws(YAMLError) -> [String: String] {
        if value.isNull { return [:] }
        guard let map = value.mapValue else { throw YAML.mismatch(value, goType: "provenance.SumCollection") }
        guard let files = map["files"], !files.isNull else { return [:] }
        guard let files = files.mapValue else { throw YAML.mismatch(files, goType: "map[string]string") }
        var sums: [String: String] = [:]
        for entry in files {
            switch entry.value {
            case .string(let sum): sums[entry.key] = sum
            // Plain scalars become texts where Go wants texts.
            case .bool, .int, .float: sums[entry.key] = String(decoding: JSON.encode(entry.value), as: UTF8.self)
            case .null: sums[entry.key] = ""
            case .list, .map: throw YAML.mismatch(entry.value, goType: "string")
            }
        }
        return sums
    }
}
