// Fields and methods. (Go: text/template/exec.go, evalFieldChain and evalField)
extension Execution {
    /// `.X.Y.Z` of a receiver; only the last of them, if it is a method, gets the arguments.
    func evaluateChain(
        _ fields: [FieldName], of receiver: Slot, _ shown: Node, _ arguments: ArraySlice<Node>, _ dot: Slot,
        _ piped: Piped
    ) throws(TemplateError) -> GoValue? {
        var receiver = receiver
        var index = 0
        let last = fields.count - 1
        while index < last {
            receiver = try field(fields[index], of: receiver, shown, [], dot, .nothing)
            index += 1
        }
        return try field(fields[last], of: receiver, shown, arguments, dot, piped).value
    }

    private func field(
        _ field: FieldName, of receiver: Slot, _ shown: Node, _ arguments: ArraySlice<Node>, _ dot: Slot, _ piped: Piped
    ) throws(TemplateError) -> Slot {
        let name = field.text
        guard let value = receiver.value else {
            if options.isStrict { throw failure("nil data; no entry for key \(GoText.quoted(name))") }
            return receiver
        }
        let hasArguments = piped.isPresent || !arguments.isEmpty
        switch value {
        case .map(let map):
            if field.isValuesMethod, map.type == .values, let method = functions.valuesMethods[name] {
                return Slot(value: try call(method(map), name, at: shown.id, arguments, dot, piped))
            }
            if hasArguments { throw failure("\(name) is not a method but has arguments") }
            if let found = map[name] { return Slot(value: found, isInterface: map.type != .string) }
            if options.isStrict { throw failure("map has no entry for key \(GoText.quoted(name))") }
            return map.type == .string ? Slot(value: .string("")) : Slot(value: .some(.none), isInterface: true)
        case .object(let object):
            if let method = object.method(name) {
                return Slot(value: try call(method, name, at: shown.id, arguments, dot, piped))
            }
            if let found = object.field(name) {
                if hasArguments {
                    let isMap = object.goKind == "map"
                    throw failure(
                        isMap
                            ? "\(name) is not a method but has arguments"
                            : "\(name) has arguments but cannot be invoked as function")
                }
                return Slot(value: found)
            }
        case .none: throw failure("nil pointer evaluating interface {}.\(name)")
        default: break
        }
        let type = receiver.isInterface ? "interface {}" : TypeName.of(value)
        throw failure("can't evaluate field \(name) in type \(type)")
    }
}
