extension Node {
    /// The node as Go prints it, for error messages. (Go: text/template/parse/node.go, String)
    var shown: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to output: inout [UInt8]) {
        switch self {
        case .text(let node): output += node.bytes
        case .action(let node):
            output += "{{".utf8
            node.pipe.append(to: &output)
            output += "}}".utf8
        case .ifElse(let node): node.append("if", to: &output)
        case .with(let node): node.append("with", to: &output)
        case .range(let node): node.append("range", to: &output)
        case .template(let node): node.append(to: &output)
        case .breakLoop: output += "{{break}}".utf8
        case .continueLoop: output += "{{continue}}".utf8
        case .list(let node): node.append(to: &output)
        case .pipe(let node): node.append(to: &output)
        case .command(let node): node.append(to: &output)
        case .identifier(let node): output += node.name.utf8
        case .variable(let node):
            output += node.name.utf8
            appendFields(node.fields, to: &output)
        case .field(let node): appendFields(node.fields, to: &output)
        case .chain(let node):
            node.base.appendAsOperand(to: &output)
            appendFields(node.fields, to: &output)
        case .dot: output += ".".utf8
        case .nilLiteral: output += "nil".utf8
        case .bool(let node): output += (node.value ? "true" : "false").utf8
        case .number(let node): output += node.number.text.utf8
        case .string(let node): output += node.quoted
        case .end: output += "{{end}}".utf8
        case .otherwise: output += "{{else}}".utf8
        }
    }

    /// A pipeline in parentheses, anything else as it is.
    fileprivate func appendAsOperand(to output: inout [UInt8]) {
        guard case .pipe(let pipe) = self else { return append(to: &output) }
        output += "(".utf8
        pipe.append(to: &output)
        output += ")".utf8
    }

    private func appendFields(_ fields: [FieldName], to output: inout [UInt8]) {
        for field in fields {
            output += ".".utf8
            output += field.text.utf8
        }
    }
}

extension ListNode {
    func append(to output: inout [UInt8]) {
        for node in nodes { node.append(to: &output) }
    }
}

extension BranchNode {
    func append(_ keyword: String, to output: inout [UInt8]) {
        output += "{{\(keyword) ".utf8
        pipe.append(to: &output)
        output += "}}".utf8
        list.append(to: &output)
        if let elseList {
            output += "{{else}}".utf8
            elseList.append(to: &output)
        }
        output += "{{end}}".utf8
    }
}

extension TemplateCallNode {
    func append(to output: inout [UInt8]) {
        output += "{{template ".utf8
        output += GoText.quoted(Array(name.utf8))
        if let pipe {
            output += " ".utf8
            pipe.append(to: &output)
        }
        output += "}}".utf8
    }
}

extension PipeNode {
    func append(to output: inout [UInt8]) {
        for (index, variable) in declarations.enumerated() {
            if index > 0 { output += ", ".utf8 }
            output += variable.name.utf8
        }
        if !declarations.isEmpty { output += (isAssignment ? " = " : " := ").utf8 }
        first.append(to: &output)
        for command in rest {
            output += " | ".utf8
            command.append(to: &output)
        }
    }
}

extension CommandNode {
    func append(to output: inout [UInt8]) {
        head.appendAsOperand(to: &output)
        for operand in operands {
            output += " ".utf8
            operand.appendAsOperand(to: &output)
        }
    }
}
