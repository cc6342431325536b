/// What a function may ask of the run that calls it: `include` and `tpl` execute templates, everything else needs nothing.
public protocol CallContext: AnyObject {
    /// Executes the named template with `data` and returns its text.
    /// - Throws: the template's error, or one saying that there is no such template or that it recurses too deep.
    func include(_ name: String, _ data: GoValue) throws -> GoValue

    /// Parses `text` as a template that sees every defined template, executes it with `data` and returns its text.
    func tpl(_ text: String, _ data: GoValue) throws -> GoValue

    /// The environment handed to the run: clock, random source, DNS and cluster look-ups, lint mode.
    ///
    /// Asking for it means what ``markVolatile()`` says.
    var environment: TemplateEnvironment { get }

    /// The same call may give something else next time: no include that it takes part in is remembered.
    func markVolatile()
}
