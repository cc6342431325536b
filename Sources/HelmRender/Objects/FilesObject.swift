internal import HelmChart
internal import HelmTemplate
internal import HelmValues
internal import HelmYAML

/// `.Files`: `engine.files`, a map of paths to bytes with methods.
///
/// Helm: engine/files.go
final class FilesObject: GoObject, Sendable {
    private let files: ByteOrderedMap<[UInt8]>

    convenience init(_ files: [ChartFile]) {
        self.init(ByteOrderedMap(pairs: files.map { (key: $0.name, value: $0.data) }))
    }

    private init(_ files: ByteOrderedMap<[UInt8]>) { self.files = files }

    var goType: String { "engine.files" }
    var goKind: String { "map" }
    var isTrue: Bool { !files.isEmpty }

    var printed: String {
        let entries = files.map { "\($0.key):[\($0.value.map(String.init).joined(separator: " "))]" }
        return "map[\(entries.joined(separator: " "))]"
    }

    var shape: GoShape { .map(files.mapValues { .list(GoList(bytes: $0)) }) }

    /// A missing file is an empty slice.
    func field(_ name: String) -> GoValue? {
        .list(files[name].map { GoList(bytes: $0) } ?? GoList([], elementType: .uint8, isNil: true))
    }

    func method(_ name: String) -> TemplateFunction? {
        switch name {
        case "Get": text { .string(bytes: self.files[$0] ?? []) }
        case "GetBytes": text { .list(GoList(bytes: self.files[$0] ?? [])) }
        case "Glob": text { .object(self.matching($0)) }
        case "Lines": text { .list(try self.lines($0)) }
        case "AsConfig": TemplateFunction([]) { _, _ in self.yaml { String(decoding: $0, as: UTF8.self) } }
        case "AsSecrets":
            TemplateFunction([]) { _, _ in self.yaml { String(decoding: Base64.encode($0), as: UTF8.self) } }
        default: nil
        }
    }

    func plain() throws -> Value {
        .map(files.mapValues { .string(String(decoding: Base64.encode($0), as: UTF8.self)) })
    }

    private func text(_ body: @escaping @Sendable (String) throws -> GoValue) -> TemplateFunction {
        TemplateFunction([.string]) { arguments, _ in
            if case .string(let name)? = arguments.first { try body(name) } else { try body("") }
        }
    }

    /// All files as a YAML map, by the last parts of their paths.
    private func yaml(_ convert: ([UInt8]) -> String) -> GoValue {
        let pairs = files.map { (key: Self.base($0.key), value: Value.string(convert($0.value))) }
        var text = YAML.encode(.map(ValueMap(pairs: pairs)))
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        return .string(bytes: text)
    }

    private func matching(_ pattern: String) -> FilesObject {
        // Helm takes a pattern that does not parse for one that matches everything.
        guard let pattern = GlobPattern(pattern) else { return self }
        return FilesObject(ByteOrderedMap(pairs: files.filter { pattern.matches($0.key) }.map { ($0.key, $0.value) }))
    }

    private func lines(_ name: String) throws -> GoList {
        guard var data = files[name] else { return GoList([], elementType: .string) }
        // Helm indexes the last byte of an empty file.
        guard let last = data.last else {
            throw FunctionError("runtime error: index out of range [-1]", isPanic: true)
        }
        if last == UInt8(ascii: "\n") { data.removeLast() }
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return GoList(lines.map { .string(bytes: Array($0)) }, elementType: .string)
    }

    private static func base(_ path: String) -> String {
        path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? path
    }
}
