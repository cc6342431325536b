internal import HelmValues

// What functions may ask of the run: Helm's include and tpl. (Helm: pkg/engine/engine.go, includeFun and tplFun)
extension Execution: CallContext {
    /// How often a template may be on its way at once, as Helm counts it.
    private static let maximumIncludes = 1000
    /// The same for all names together. Helm has no such bound; its stack ends at some number.
    private static let maximumNesting = 5000

    public var environment: TemplateEnvironment {
        markVolatile()
        return runEnvironment
    }

    public func markVolatile() { registry?.volatileReads += 1 }

    public func include(_ name: String, _ data: GoValue) throws -> GoValue {
        let running = includes.count { bytesEqual($0, name) }
        if running > Self.maximumIncludes || nested > Self.maximumNesting || isStackExhausted {
            throw FunctionError("rendering template has a nested reference name: \(name): unable to execute template")
        }
        guard let called = template(named: name) else { throw noTemplate(name) }
        includes.append(name)
        defer { includes.removeLast() }
        if case .map(let map) = data, map.type == .values, scope.isPlain, let registry {
            return try remembered(called, map, registry)
        }
        return try text(of: called, data) { .string(bytes: $0) }
    }

    /// The template that goes by that name at the moment.
    func template(named name: String) -> ParsedTemplate? {
        // Each tpl text goes by the same one.
        if bytesEqual(name, options.name) { markVolatile() }
        return scope.template(name)
    }

    /// The include of a template on a chart's scope, from memory where that cannot differ.
    private func remembered(
        _ called: ParsedTemplate, _ data: GoMap, _ registry: MapRegistry
    ) throws(TemplateError) -> GoValue {
        let (changes, volatileReads) = (registry.changes, registry.volatileReads)
        if let known = memory.text(of: called, data, changes: changes) { return known }
        let text = try text(of: called, .map(data)) { .string(bytes: $0) }
        if registry.changes == changes, registry.volatileReads == volatileReads {
            memory.remember(text, of: called, data, changes: changes)
        }
        return text
    }

    public func tpl(_ text: String, _ data: GoValue) throws -> GoValue {
        if nested > Self.maximumNesting || isStackExhausted {
            throw FunctionError("exceeded maximum template depth (\(Self.maximumNesting))")
        }
        let templates = try parsed(text)
        let outer = scope
        defer { scope = outer }
        var added: [String: ParsedTemplate] = [:]
        for template in templates {
            // As when files are parsed: a blank template replaces none.
            if template.isBlank, outer.template(template.name) != nil { continue }
            added[template.name] = template
        }
        scope = TemplateScope(added, over: outer, main: options.name)
        guard let main = templates.first(where: { bytesEqual($0.name, options.name) }) else { return .string("") }
        do throws(TemplateError) {
            return try self.text(of: main, data) { .string(bytes: TemplateSet.withoutNoValue($0)) }
        } catch {
            throw wrapped("error during tpl function execution for", text, error)
        }
    }

    /// The error of a tpl text, in Helm's words.
    private func wrapped(_ words: String, _ text: String, _ error: TemplateError) -> TemplateError {
        if error.code == .cancelled || error.code == .outputTooLarge { return error }
        return TemplateError(error.code, "\(words) \(GoText.quoted(text)): ", causedBy: error)
    }

    private func parsed(_ text: String) throws -> [ParsedTemplate] {
        if let known = texts[text] { return known }
        do throws(TemplateError) {
            let templates = try FileParser.parse(name: options.name, text: Array(text.utf8), functions: functions)
            texts.keep(templates, of: text)
            return templates
        } catch {
            throw wrapped("cannot parse template", text, error)
        }
    }

    /// Executes a template and takes its text off the end of the output again.
    private func text(
        of called: ParsedTemplate, _ data: GoValue, _ make: (ArraySlice<UInt8>) -> GoValue
    ) throws(TemplateError) -> GoValue {
        nested += 1
        defer { nested -= 1 }
        let mark = output.count
        var value: GoValue? = data
        if case .none = data { value = nil }
        try run(called, Slot(value: value), depth: 0)
        let text = make(output[mark...])
        output.removeLast(output.count - mark)
        return text
    }
}
