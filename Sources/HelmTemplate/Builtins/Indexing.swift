internal import HelmValues

/// `len`, `index` and `slice`. (Go: text/template/funcs.go)
enum Indexing {
    static func length(_ item: GoValue?) throws -> GoValue {
        guard let item else { throw FunctionError("reflect: call of reflect.Value.Type on zero Value", isPanic: true) }
        switch item {
        case .none: throw FunctionError("len of nil pointer")
        case .string(let text): return .int(text.utf8.count)
        case .invalidUTF8(let bytes): return .int(bytes.count)
        case .list(let list): return .int(list.elements.count)
        case .map(let map): return .int(map.count)
        case .object(let object):
            switch object.shape.pointee {
            case .map(let entries): return .int(entries.count)
            case .list(let elements): return .int(elements.count)
            case .string(let text): return .int(text.utf8.count)
            default: break
            }
        default: break
        }
        // Go looks behind pointers first.
        let type = TypeName.of(item)
        throw FunctionError("len of type \(type.hasPrefix("*") ? String(type.dropFirst()) : type)")
    }

    // MARK: - index

    static func index(_ item: GoValue?, _ indexes: ArraySlice<GoValue?>) throws -> GoValue? {
        guard var item, !item.isUntypedNil else { throw FunctionError("index of untyped nil") }
        for index in indexes { item = try element(of: item, index ?? .none) }
        return item
    }

    private static func element(of item: GoValue, _ index: GoValue) throws -> GoValue {
        switch item {
        case .none: throw FunctionError("index of nil pointer")
        case .string(let text): return try byte(of: Array(text.utf8), index)
        case .invalidUTF8(let bytes): return try byte(of: bytes, index)
        case .list(let list):
            let element = try element(of: list.elements, index)
            return list.elementType == .uint8 ? GoInteger.byte(element) : element
        case .map(let map):
            let key = try self.key(index)
            return map[key] ?? (map.type == .string ? .string("") : .none)
        case .object(let object):
            switch object.shape.pointee {
            case .list(let elements): return try element(of: elements, index)
            case .map(let entries):
                let key = try self.key(index)
                return entries[key] ?? object.field(key) ?? .none
            default: break
            }
        default: break
        }
        throw FunctionError("can't index item of type \(TypeName.of(item))")
    }

    private static func byte(of bytes: [UInt8], _ index: GoValue) throws -> GoValue {
        let place = try self.place(index, capacity: bytes.count)
        guard place < bytes.count else { throw FunctionError("reflect: string index out of range", isPanic: true) }
        return .object(GoInteger(Int64(bytes[place]), type: "uint8"))
    }

    private static func element(of elements: [GoValue], _ index: GoValue) throws -> GoValue {
        let place = try self.place(index, capacity: elements.count)
        guard place < elements.count else { throw FunctionError("reflect: slice index out of range", isPanic: true) }
        return elements[place]
    }

    private static func place(_ index: GoValue, capacity: Int) throws -> Int {
        let number: Int64
        switch index {
        case .int(let int): number = Int64(int)
        case .int64(let int): number = int
        case .none: throw FunctionError("cannot index slice/array with nil")
        case .object(let object):
            switch object.shape.pointee {
            case .integer(let int): number = int
            case .unsigned(let int): number = Int64(bitPattern: int)
            default: throw FunctionError("cannot index slice/array with type \(object.goType)")
            }
        default: throw FunctionError("cannot index slice/array with type \(TypeName.of(index))")
        }
        guard number >= 0, number <= capacity else { throw FunctionError("index out of range: \(number)") }
        return Int(number)
    }

    /// The key of a map whose keys are strings. (Go: prepareArg)
    private static func key(_ index: GoValue) throws -> String {
        switch index {
        case .string(let text): return text
        case .invalidUTF8(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .none: throw FunctionError("value is nil; should be of type string")
        case .object(let object):
            if case .string(let text) = object.shape.pointee { return text }
            throw FunctionError("value has type \(object.goType); should be string")
        default: throw FunctionError("value has type \(TypeName.of(index)); should be string")
        }
    }

    // MARK: - slice

    static func slice(_ item: GoValue?, _ indexes: ArraySlice<GoValue?>) throws -> GoValue? {
        guard let item, !item.isUntypedNil else { throw FunctionError("slice of untyped nil") }
        guard indexes.count <= 3 else { throw FunctionError("too many slice indexes: \(indexes.count)") }
        let count: Int
        switch item {
        case .string(let text): count = text.utf8.count
        case .invalidUTF8(let bytes): count = bytes.count
        case .list(let list): count = list.elements.count
        default: throw FunctionError("can't slice item of type \(TypeName.of(item))")
        }
        if item.isGoString, indexes.count == 3 { throw FunctionError("cannot 3-index slice a string") }
        var places = [0, count]
        for (position, index) in indexes.enumerated() {
            let place = try self.place(index ?? .none, capacity: count)
            if position < places.count { places[position] = place } else { places.append(place) }
        }
        guard places[0] <= places[1] else {
            throw FunctionError("invalid slice index: \(places[0]) > \(places[1])")
        }
        if places.count > 2, places[1] > places[2] {
            throw FunctionError("invalid slice index: \(places[1]) > \(places[2])")
        }
        switch item {
        case .string(let text): return .string(bytes: Array(Array(text.utf8)[places[0]..<places[1]]))
        case .invalidUTF8(let bytes): return .string(bytes: Array(bytes[places[0]..<places[1]]))
        case .list(let list):
            return .list(GoList(Array(list.elements[places[0]..<places[1]]), elementType: list.elementType))
        default: return item
        }
    }
}

extension GoValue {
    fileprivate var isUntypedNil: Bool { if case .none = self { true } else { false } }
}
