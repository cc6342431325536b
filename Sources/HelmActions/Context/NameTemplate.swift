internal import HelmFunctions
internal import HelmTemplate

/// A release's name that a template makes (Helm: install.go, TemplateName).
struct NameTemplate {
    private static let name = "name-template"

    let text: String

    /// - Throws: `invalidOptions` with Go's text about the template.
    func name(in context: ActionContext) async throws(ActionError) -> String {
        let text = Array(text.utf8)
        return try await context.onRenderThread { _, environment in
            var options = HelmTemplate.TemplateOptions()
            options.removesNoValue = false
            options.maximumOutput = 64 << 10
            var set = TemplateSet(functions: FunctionLibrary.sprig, options: options)
            var environment = environment
            environment.hostAddress = { _ in "" }
            do throws(TemplateError) {
                try set.parse(name: Self.name, text: text)
                let name = try set.execute(Self.name, data: nil, environment: environment)
                return String(decoding: name, as: UTF8.self)
            } catch {
                if error.code == .cancelled { throw ActionError.cancelled }
                throw ActionError(.invalidOptions, Self.withoutMarks(error.message))
            }
        }
    }

    /// `fail` marks its words for the reports of charts.
    private static func withoutMarks(_ message: String) -> String {
        message.replacing("HELM_ERR_START", with: "").replacing("HELM_ERR_END", with: "")
    }
}
