internal import HelmValues

// Calls of functions and methods. (Go: text/template/exec.go, evalFunction and evalCall)
extension Execution {
    /// Calls the function of that name; `place` is what an error of the function itself points at.
    func call(
        _ identifier: IdentifierNode, at place: NodeID, _ arguments: ArraySlice<Node>, _ dot: Slot, _ piped: Piped
    ) throws(TemplateError) -> GoValue? {
        node = identifier.id
        for override in overrides where bytesEqual(override.name, identifier.name) {
            markVolatile()
            return try call(override.function, identifier.name, at: place, arguments, dot, piped)
        }
        switch identifier.entry {
        case .function(let function): return try call(function, identifier.name, at: place, arguments, dot, piped)
        case .builtin(let builtin): return try call(builtin, at: place, arguments, dot, piped)
        }
    }

    func call(
        _ function: TemplateFunction, _ name: String, at place: NodeID, _ arguments: ArraySlice<Node>, _ dot: Slot,
        _ piped: Piped
    ) throws(TemplateError) -> GoValue? {
        let values = try evaluate(
            arguments, function.parameters, function.variadic, name, dot, piped)
        do { return try function.body(values, self) } catch { throw callFailure(name, at: place, error) }
    }

    func call(
        _ method: GoMethod, _ name: String, at place: NodeID, _ arguments: ArraySlice<Node>, _ dot: Slot,
        _ piped: Piped
    ) throws(TemplateError) -> GoValue? {
        let values = try evaluate(arguments, method.parameters, method.variadic, name, dot, piped)
        do { return try method.body(values, self) } catch { throw callFailure(name, at: place, error) }
    }

    private func evaluate(
        _ arguments: ArraySlice<Node>, _ parameters: [ParameterType], _ variadic: ParameterType?, _ name: String,
        _ dot: Slot, _ piped: Piped
    ) throws(TemplateError) -> [GoValue] {
        try checkCount(parameters, variadic, name, arguments.count, piped)
        var values: [GoValue] = []
        values.reserveCapacity(arguments.count + (piped.isPresent ? 1 : 0))
        for argument in arguments {
            let type = values.count < parameters.count ? parameters[values.count] : variadic ?? .any
            values.append(try evaluate(argument, as: type, dot) ?? .none)
        }
        if piped.isPresent {
            let type = values.count < parameters.count ? parameters[values.count] : variadic ?? .any
            values.append(try validated(piped.value, type) ?? .none)
        }
        return values
    }

    private func call(
        _ builtin: Builtin, at place: NodeID, _ arguments: ArraySlice<Node>, _ dot: Slot, _ piped: Piped
    ) throws(TemplateError) -> GoValue? {
        let name = builtin.rawValue
        let (parameters, variadic) = builtin.signature
        try checkCount(parameters, variadic, name, arguments.count, piped)
        if builtin == .and || builtin == .or {
            return try shortCircuit(builtin == .or, arguments, dot, piped)
        }
        var values: [GoValue?] = []
        values.reserveCapacity(arguments.count + 1)
        for argument in arguments {
            let type = values.count < parameters.count ? parameters[values.count] : variadic ?? .any
            values.append(try evaluate(argument, as: type, dot))
        }
        if piped.isPresent {
            let type = values.count < parameters.count ? parameters[values.count] : variadic ?? .any
            values.append(try validated(piped.value, type))
        }
        do {
            if builtin == .call { return try callValue(values, shown: arguments.first?.shown) }
            return try builtin.call(values)
        } catch { throw callFailure(name, at: place, error) }
    }

    /// `and` and `or` evaluate their arguments one by one and stop at the one that decides.
    private func shortCircuit(
        _ wanted: Bool, _ arguments: ArraySlice<Node>, _ dot: Slot, _ piped: Piped
    ) throws(TemplateError) -> GoValue? {
        var value: GoValue?
        for argument in arguments {
            value = try evaluate(argument, as: .reflected, dot)
            if (value?.isTrue ?? false) == wanted { return value }
        }
        return piped.isPresent ? piped.value : value
    }

    /// The function `call`. (Go: text/template/funcs.go, call)
    private func callValue(_ values: [GoValue?], shown: String?) throws -> GoValue? {
        let callee = values.first?.flatMap { $0 } ?? .none
        if case .none = callee { throw FunctionError("call of nil") }
        guard case .object(let object) = callee, case .function(let function) = object.shape.pointee else {
            // A piped value has no expression: Go shows what reflection makes of it.
            let type = TypeName.of(callee)
            let name = shown ?? (callee.isGoString ? GoPrint.printed(callee) : "<\(type) Value>")
            throw FunctionError("non-function \(name) of type \(type)")
        }
        return try function.body(values.dropFirst().map { $0 ?? .none }, self)
    }

    private func checkCount(
        _ parameters: [ParameterType], _ variadic: ParameterType?, _ name: String, _ count: Int, _ piped: Piped
    ) throws(TemplateError) {
        let given = piped.isPresent ? count + 1 : count
        if variadic != nil {
            if given < parameters.count {
                throw failure("wrong number of args for \(name): want at least \(parameters.count) got \(count)")
            }
        } else if given != parameters.count {
            throw failure("wrong number of args for \(name): want \(parameters.count) got \(given)")
        }
    }

    /// What a function threw, as the error of its call. A stopped run stays what it is, however deep it stood.
    private func callFailure(_ name: String, at place: NodeID, _ error: any Error) -> TemplateError {
        node = place
        switch error {
        case let error as TemplateError:
            if error.code == .cancelled || error.code == .outputTooLarge { return error }
            return TemplateError(.execution, self.place("error calling \(name): "), causedBy: error)
        case let error as FunctionError:
            return failure("error calling \(name): \(error.message)", underlying: error)
        default:
            // Functions of long work look themselves whether to stop; the error of that is none of theirs.
            do throws(TemplateError) { try checkBounds() } catch { return error }
            return failure("error calling \(name): \(error)", underlying: error)
        }
    }
}
