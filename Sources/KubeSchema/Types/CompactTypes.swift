internal import HelmValues

/// Reads the compact text of the built-in types.
///
/// Lines: `@PACKAGE` begins a package; `%GROUP/VERSION KIND:INDEX …` names the types of kinds; any other line is one type,
/// `NAME FIELD …`, with `~` behind the name of an atomic type, or `NAME=SCALAR`. Types count from 0 in their order.
/// A field is `NAME[!]:TYPE[?KEYDEFAULT][^STRATEGY[=MERGEKEY]]`, `!` meaning required.
/// A TYPE is a letter (a scalar), `.INDEX`, `[aTYPE` `[sTYPE` `[mKEY,KEY;TYPE` (an atomic list, a set, a list of keyed objects),
/// `{TYPE` or `{~TYPE` (a map, an atomic map).
struct CompactTypes: Sendable {
    /// Where a type stands in the text.
    private struct Line: Sendable {
        let start: Int32
        let end: Int32
        let package: Int16
    }

    private let text: StaticString
    private var lines: [Line] = []
    private var packages: [String] = []
    private(set) var kinds: [GroupVersionKind: Int] = [:]

    typealias Word = Slice<UnsafeBufferPointer<UInt8>>

    /// Notes where each type begins; a type is read when it is asked for.
    init(_ text: StaticString) {
        self.text = text
        lines.reserveCapacity(640)
        for line in Self.bytes(of: text).split(separator: UInt8(ascii: "\n")) {
            switch line.first {
            case UInt8(ascii: "@"): packages.append(String(decoding: line.dropFirst(), as: UTF8.self))
            case UInt8(ascii: "%"): readKinds(line.dropFirst())
            default:
                lines.append(
                    Line(
                        start: Int32(line.startIndex), end: Int32(line.endIndex), package: Int16(packages.count - 1)
                    )
                )
            }
        }
    }

    var count: Int { lines.count }

    private static func bytes(of text: StaticString) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private func words(_ index: Int) -> [Word] {
        let line = lines[index]
        return Self.bytes(of: text)[Int(line.start)..<Int(line.end)].split(separator: UInt8(ascii: " "))
    }

    private mutating func readKinds(_ line: Word) {
        let words = line.split(separator: UInt8(ascii: " "))
        let apiVersion = String(decoding: words.first ?? line, as: UTF8.self)
        for word in words.dropFirst() {
            let parts = word.split(separator: UInt8(ascii: ":"))
            guard parts.count == 2, let index = Int(String(decoding: parts[1], as: UTF8.self)) else { continue }
            let kind = GroupVersionKind(apiVersion: apiVersion, kind: String(decoding: parts[0], as: UTF8.self))
            kinds[kind] = index
        }
    }

    /// The name of a type without marks, its mark of being atomic, and the scalar that it is, if any.
    private func head(_ word: Word, _ index: Int) -> (name: String, isAtomic: Bool, scalar: Word?) {
        let parts = word.split(separator: UInt8(ascii: "="))
        let first = parts.first ?? word
        let isAtomic = first.last == UInt8(ascii: "~")
        let name = String(decoding: isAtomic ? first.dropLast() : first, as: UTF8.self)
        return ("\(packages[Int(lines[index].package)]).\(name)", isAtomic, parts.count == 2 ? parts[1] : nil)
    }

    /// The place of a type by its full name.
    func index(of name: String) -> Int? {
        lines.indices.first { index in
            words(index).first.map { bytesEqual(head($0, index).name, name) } ?? false
        }
    }

    /// Reads one type.
    func type(at index: Int) -> SchemaType {
        let words = words(index)
        guard let first = words.first else { return .untyped }
        let (name, isAtomic, scalar) = head(first, index)
        if var scalar { return readReference(&scalar).resolvedScalar }
        var required: [String] = []
        let fields = words.dropFirst().map { word in
            let (field, isRequired) = readField(word)
            if isRequired { required.append(field.name) }
            return field
        }
        return .object(
            ObjectType(
                name: name, isAtomic: isAtomic, preservesUnknownFields: false, required: required, fields: fields
            )
        )
    }

    private func readField(_ word: Word) -> (FieldType, isRequired: Bool) {
        let colon = word.firstIndex(of: UInt8(ascii: ":")) ?? word.endIndex
        var name = word[..<colon]
        let isRequired = name.last == UInt8(ascii: "!")
        if isRequired { name = name.dropLast() }
        var rest = word[colon...].dropFirst()
        let reference = readReference(&rest)
        var keyDefault: Value?
        if rest.first == UInt8(ascii: "?") {
            let end = rest.firstIndex(of: UInt8(ascii: "^")) ?? rest.endIndex
            keyDefault = .string(String(decoding: rest[..<end].dropFirst(), as: UTF8.self))
            rest = rest[end...]
        }
        var strategy: PatchStrategy = []
        var mergeKey: String?
        if rest.first == UInt8(ascii: "^") {
            let end = rest.firstIndex(of: UInt8(ascii: "=")) ?? rest.endIndex
            for letter in rest[..<end].dropFirst() {
                switch letter {
                case UInt8(ascii: "m"): strategy.insert(.merge)
                case UInt8(ascii: "r"): strategy.insert(.replace)
                default: strategy.insert(.retainKeys)
                }
            }
            if end < rest.endIndex { mergeKey = String(decoding: rest[end...].dropFirst(), as: UTF8.self) }
        }
        let field = FieldType(
            name: String(decoding: name, as: UTF8.self), patchMergeKey: mergeKey, patchStrategy: strategy,
            keyDefault: keyDefault, typeReference: reference
        )
        return (field, isRequired)
    }

    /// Takes a TYPE off the front of `word`. Nesting is that of the generated text: two levels.
    private func readReference(_ word: inout Word) -> TypeReference {
        guard let mark = word.popFirst() else { return .untyped }
        switch mark {
        case UInt8(ascii: "."):
            var index = 0
            while let digit = word.first, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") {
                index = index * 10 + Int(digit - UInt8(ascii: "0"))
                word = word.dropFirst()
            }
            return .builtIn(index)
        case UInt8(ascii: "{"):
            let isAtomic = word.first == UInt8(ascii: "~")
            if isAtomic { word = word.dropFirst() }
            return .map(MapType(isAtomic: isAtomic, elementReference: readReference(&word)))
        case UInt8(ascii: "["):
            return readList(&word)
        default:
            return .scalar(Self.scalars[mark] ?? .any)
        }
    }

    private func readList(_ word: inout Word) -> TypeReference {
        var identity = ListType.Identity.atomic
        switch word.popFirst() {
        case UInt8(ascii: "s"): identity = .set
        case UInt8(ascii: "m"):
            let end = word.firstIndex(of: UInt8(ascii: ";")) ?? word.endIndex
            identity = .map(
                keys: word[..<end].split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
            )
            word = word[end...].dropFirst()
        default: break
        }
        return .list(ListType(identity: identity, elementReference: readReference(&word)))
    }

    private static let scalars: [UInt8: ScalarType] = [
        UInt8(ascii: "s"): .string, UInt8(ascii: "b"): .boolean, UInt8(ascii: "i"): .int32, UInt8(ascii: "l"): .int64,
        UInt8(ascii: "n"): .number, UInt8(ascii: "y"): .bytes, UInt8(ascii: "T"): .dateTime,
        UInt8(ascii: "I"): .intOrString, UInt8(ascii: "Q"): .quantity, UInt8(ascii: "O"): .openObject,
        UInt8(ascii: "A"): .any,
    ]
}

extension TypeReference {
    /// As `resolved`, for scalars: it does not ask the catalogue that is being read.
    fileprivate var resolvedScalar: SchemaType {
        if case .scalar(let scalar) = self { .scalar(scalar) } else { .untyped }
    }
}
