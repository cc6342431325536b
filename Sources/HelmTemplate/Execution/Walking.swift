internal import HelmValues

// Statements. (Go: text/template/exec.go, the walk functions)
extension Execution {
    func walk(_ list: ListNode, _ dot: Slot) throws(TemplateError) -> Flow {
        if isStackExhausted { throw failure("exceeded maximum template depth (100000)") }
        var index = 0
        let count = list.nodes.count
        while index < count {
            let flow = try walk(list.nodes[index], dot)
            if flow != .onward { return flow }
            index += 1
        }
        return .onward
    }

    private func walk(_ node: Node, _ dot: Slot) throws(TemplateError) -> Flow {
        try step()
        switch node {
        case .text(let text): output.append(contentsOf: text.bytes)
        case .action(let action):
            self.node = action.id
            let value = try evaluate(action.pipe, dot)
            if action.pipe.declarations.isEmpty {
                self.node = action.id
                try write(value, isResult: action.pipe.endsInCall)
            }
        case .ifElse(let branch): return try walkBranch(branch, dot, setsDot: false)
        case .with(let branch): return try walkBranch(branch, dot, setsDot: true)
        case .range(let range): return try walkRange(range, dot)
        case .template(let call): try walkTemplate(call, dot)
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        default: throw failure("unknown node: \(node.shown)")
        }
        return .onward
    }

    private func walkBranch(_ branch: BranchNode, _ dot: Slot, setsDot: Bool) throws(TemplateError) -> Flow {
        let mark = variables.count
        defer { pop(mark) }
        node = branch.id
        let value = try evaluate(branch.pipe, dot)
        if let value, value.isTrue { return try walk(branch.list, setsDot ? Slot(value: value) : dot) }
        guard let elseList = branch.elseList else { return .onward }
        return try walk(elseList, dot)
    }

    private func walkTemplate(_ call: TemplateCallNode, _ dot: Slot) throws(TemplateError) {
        node = call.id
        guard let called = template(named: call.name) else {
            throw failure("template \(GoText.quoted(call.name)) not defined")
        }
        if depth >= 100_000 || isStackExhausted { throw failure("exceeded maximum template depth (100000)") }
        var data: GoValue?
        if let pipe = call.pipe { data = try evaluate(pipe, dot) }
        try run(called, Slot(value: data), depth: depth + 1)
    }

    // MARK: - Range

    private func walkRange(_ range: BranchNode, _ dot: Slot) throws(TemplateError) -> Flow {
        node = range.id
        let mark = variables.count
        defer { pop(mark) }
        let value = try evaluate(range.pipe, dot)
        var isEmpty = true
        switch value {
        case nil, .some(.none): break
        case .list(let list):
            isEmpty = list.elements.isEmpty
            try iterate(list, range)
        case .map(let map):
            isEmpty = map.count == 0
            try iterate(map.entries, isInterface: map.type != .string, range)
        case .int(let count):
            isEmpty = try !iterate(to: Int64(count), range) { .int(Int($0)) }
        case .int64(let count):
            isEmpty = try !iterate(to: count, range) { .int64($0) }
        case .object(let object): isEmpty = try !iterate(object, range)
        case .some(let value): throw failure("range can't iterate over \(GoPrint.printed(value))")
        }
        guard isEmpty, let elseList = range.elseList else { return .onward }
        // Go ends this range, not the one around it, at a break in its else.
        let flow = try walk(elseList, dot)
        return flow == .breakLoop ? .onward : flow
    }

    private func iterate(_ list: GoList, _ range: BranchNode) throws(TemplateError) {
        let isInterface = list.elementType == .any
        let isBytes = list.elementType == .uint8
        for (index, element) in list.elements.enumerated() {
            let element = isBytes ? GoInteger.byte(element) : element
            let slot = Slot(value: element, isInterface: isInterface)
            guard try iterate(range, Slot(value: .int(index)), slot) else { return }
        }
    }

    private func iterate(
        _ entries: ByteOrderedMap<GoValue>, isInterface: Bool, _ range: BranchNode
    ) throws(TemplateError) {
        for entry in entries {
            let slot = Slot(value: entry.value, isInterface: isInterface)
            guard try iterate(range, Slot(value: .string(entry.key)), slot) else { return }
        }
    }

    /// Counts up to `count`; false when there is nothing to count.
    private func iterate(
        to count: Int64, _ range: BranchNode, _ element: (Int64) -> GoValue
    ) throws(TemplateError) -> Bool {
        if range.pipe.declarations.count > 1 {
            throw failure("can't use \(count) to iterate over more than one variable")
        }
        var index: Int64 = 0
        while index < count {
            guard try iterate(range, Slot(value: nil), Slot(value: element(index))) else { break }
            index += 1
        }
        return count > 0
    }

    /// Goes through what an object holds; false when that is nothing.
    private func iterate(_ object: any GoObject, _ range: BranchNode) throws(TemplateError) -> Bool {
        switch object.shape.pointee {
        case .list(let elements):
            try iterate(GoList(elements), range)
            return !elements.isEmpty
        case .map(let entries):
            try iterate(entries, isInterface: false, range)
            return !entries.isEmpty
        case .integer(let count):
            return try iterate(to: count, range) { .object(GoInteger($0, type: object.goType)) }
        case .unsigned(let count):
            return try iterate(to: Int64(clamping: count), range) { .object(GoInteger($0, type: object.goType)) }
        default: throw failure("range can't iterate over \(GoPrint.printed(.object(object)))")
        }
    }

    /// The body once; false when it broke the loop.
    private func iterate(_ range: BranchNode, _ index: Slot, _ element: Slot) throws(TemplateError) -> Bool {
        try step()
        let mark = variables.count
        let declarations = range.pipe.declarations
        if range.pipe.isAssignment {
            if let first = declarations.first { try assign(first, declarations.count > 1 ? index : element) }
            if declarations.count > 1 { try assign(declarations[1], element) }
        } else if !declarations.isEmpty {
            variables[mark - 1].slot = element
            if declarations.count > 1 { variables[mark - 2].slot = index }
        }
        let flow = try walk(range.list, element)
        pop(mark)
        return flow != .breakLoop
    }

    // MARK: - Output

    /// Writes the value of an action; `isResult` says that a function gave it. (Go: printValue)
    private func write(_ value: GoValue?, isResult: Bool) throws(TemplateError) {
        switch value {
        case nil, .some(.none): output.append(contentsOf: "<no value>".utf8)
        case .string(var text): text.withUTF8 { output.append(contentsOf: $0) }
        case .invalidUTF8(let bytes): output.append(contentsOf: bytes)
        case .int(let int): GoFormat.appendInteger(Int64(int), to: &output)
        case .int64(let int): GoFormat.appendInteger(int, to: &output)
        case .bool(let bool): output.append(contentsOf: (bool ? "true" : "false").utf8)
        case .object(let object):
            if object.goKind == "func" {
                throw failure("can't print \(shownNode) of type \(object.goType)")
            }
            // What a function gives is a copy, which Go cannot address.
            output.append(contentsOf: (isResult ? object.printed : object.actionPrinted).utf8)
        case .some(let value):
            var printer = Printer()
            printer.printOperand(value, "v")
            if printer.isTruncated { throw failure("the value is too large to print") }
            output.append(contentsOf: printer.output)
        }
        if output.count > options.maximumOutput { try checkBounds() }
    }

    private var shownNode: String { template.file.context(of: node).shown }
}
