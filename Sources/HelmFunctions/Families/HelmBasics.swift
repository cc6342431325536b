internal import HelmTemplate

/// Helm's own functions that concern the run: engine.go, funcs.go.
enum HelmBasics {
    static let family: FunctionFamily = [
        "include": TemplateFunction([.string, .any]) { arguments, call in
            try call.include(arguments[0].text, arguments[1])
        },
        "tpl": TemplateFunction([.string, .any]) { arguments, call in
            try call.tpl(arguments[0].text, arguments[1])
        },
        "required": TemplateFunction([.string, .any]) { arguments, call in
            let isMissing =
                switch arguments[1] {
                case .none: true
                case .string(let text): text.utf8.isEmpty
                default: false
                }
            if !isMissing { return arguments[1] }
            // Lint goes on with what there is, so that it can report more than the first gap.
            if call.environment.isLint { return .string("") }
            throw message(arguments[0])
        },
        "fail": TemplateFunction([.string]) { arguments, call in
            if call.environment.isLint { return .string("") }
            throw message(arguments[0])
        },
        "getHostByName": TemplateFunction([.string]) { arguments, call in
            .string(call.environment.hostAddress(arguments[0].text))
        },
    ]

    /// Marks the chart's own words as Helm does, whose report shows them alone: engine.go, warnWrap.
    private static func message(_ text: GoValue) -> FunctionError {
        FunctionError("HELM_ERR_START" + text.text + "HELM_ERR_END")
    }
}
