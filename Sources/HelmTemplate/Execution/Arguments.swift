// Arguments, checked and converted by the type of the parameter. (Go: text/template/exec.go, evalArg, validateType)
extension Execution {
    /// An argument as a parameter of that type takes it; nil, for something missing, only where it is `reflected`.
    func evaluate(_ argument: Node, as type: ParameterType, _ dot: Slot) throws(TemplateError) -> GoValue? {
        node = argument.id
        switch argument {
        case .dot: return try validated(dot.value, type)
        case .nilLiteral:
            if case .reflected = type { return nil }
            guard let zero = type.zeroOfNil else { throw failure("cannot assign nil to \(TypeName.of(type))") }
            return zero
        case .field(let field):
            return try validated(evaluateChain(field.fields, of: dot, argument, [], dot, .nothing), type)
        case .variable(let variable):
            return try validated(evaluate(variable, argument, [], dot, .nothing).value, type)
        case .pipe(let pipe): return try validated(evaluate(pipe, dot), type)
        case .identifier(let identifier):
            return try validated(call(identifier, at: identifier.id, [], dot, .nothing), type)
        case .chain(let chain): return try validated(evaluate(chain, argument, [], dot, .nothing), type)
        default: return try constant(argument, as: type)
        }
    }

    /// A literal as a parameter of that type takes it.
    private func constant(_ argument: Node, as type: ParameterType) throws(TemplateError) -> GoValue {
        switch type {
        case .any, .reflected:
            switch argument {
            case .bool(let bool): return .bool(bool.value)
            case .number(let number): return try ideal(number)
            case .string(let string): return string.value
            default: throw failure("can't handle assignment of \(argument.shown) to empty interface argument")
            }
        case .bool:
            if case .bool(let bool) = argument { return .bool(bool.value) }
            throw failure("expected bool; found \(argument.shown)")
        case .string:
            if case .string(let string) = argument { return string.value }
            throw failure("expected string; found \(argument.shown)")
        case .int, .int32, .int64:
            guard case .number(let number) = argument, let int = number.number.int else {
                throw failure("expected integer; found \(argument.shown)")
            }
            switch type {
            case .int64: return .int64(int)
            case .int32: return .object(GoInteger(Int64(Int32(truncatingIfNeeded: int)), type: "int32"))
            default: return .int(Int(int))
            }
        case .uint32:
            guard case .number(let number) = argument, let int = number.number.int, int >= 0 else {
                throw failure("expected unsigned integer; found \(argument.shown)")
            }
            return .int64(Int64(UInt32(truncatingIfNeeded: int)))
        case .float:
            guard case .number(let number) = argument, let float = number.number.float else {
                throw failure("expected float; found \(argument.shown)")
            }
            return .float(float)
        case .list, .strings, .map, .bytes, .object:
            throw failure("can't handle \(argument.shown) for arg of type \(TypeName.of(type))")
        }
    }

    /// The value, if a parameter of that type takes it.
    func validated(_ value: GoValue?, _ type: ParameterType) throws(TemplateError) -> GoValue? {
        if case .reflected = type { return value }
        guard let value else {
            guard let zero = type.zeroOfNil else { throw failure("invalid value; expected \(TypeName.of(type))") }
            return zero
        }
        if type.accepts(value) { return value }
        let given = if case .none = value { "interface {}" } else { TypeName.of(value) }
        throw failure("wrong type for value; expected \(TypeName.of(type)); got \(given)")
    }
}

extension ParameterType {
    /// Whether Go could assign the value to the type, taking the value a pointer points at if need be.
    func accepts(_ value: GoValue) -> Bool {
        switch (self, value) {
        case (.any, _), (.reflected, _), (.bool, .bool), (.string, .string), (.string, .invalidUTF8), (.int, .int),
            (.int64, .int64), (.float, .float):
            true
        case (.list, .list(let list)): list.elementType == .any
        case (.strings, .list(let list)): list.elementType == .string
        case (.bytes, .list(let list)): list.elementType == .uint8
        case (.map, .map(let map)): map.type != .string
        case (.object(let name), .object(let object)):
            object.goType == name.description || object.goType == "*" + name.description
        case (.object(let name), .map(let map)): name.description == "common.Values" && map.type != .string
        case (.int32, .object(let object)): object.goType == "int32"
        default: false
        }
    }

    /// Go's zero value of the type, where nil can be assigned to it.
    var zeroOfNil: GoValue? {
        switch self {
        case .any, .reflected: .some(.none)
        case .list: .list(GoList([], isNil: true))
        case .strings: .list(GoList([], elementType: .string, isNil: true))
        case .bytes: .list(GoList([], elementType: .uint8, isNil: true))
        case .map: .map(GoMap(isNil: true))
        case .object(let name): name.description.hasPrefix("*") ? .some(.none) : nil
        case .bool, .string, .int, .int32, .int64, .uint32, .float: nil
        }
    }
}
