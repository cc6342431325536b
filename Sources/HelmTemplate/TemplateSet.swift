public import HelmValues

/// How a set parses and executes.
public struct TemplateOptions: Sendable {
    /// `missingkey=error`: a missing key of a map ends the run. Otherwise `missingkey=zero`, as Helm runs charts.
    public var isStrict = false
    /// The name under which `tpl` texts and missing templates are reported.
    public var name = "gotpl"
    /// Bytes that one run may produce, all includes counted.
    public var maximumOutput = 256 << 20
    /// Cuts `<no value>` from the text of a run, as Helm does.
    public var removesNoValue = true

    public init() {}
}

/// A parsed, immutable collection of templates that see each other. Any number of runs may share it.
public struct TemplateSet: Sendable {
    public let functions: FunctionTable
    public let options: TemplateOptions

    public init(functions: FunctionTable = FunctionTable(), options: TemplateOptions = TemplateOptions()) {
        self.functions = functions
        self.options = options
    }

    /// Adds the templates of a file: the one of its own name and every `define` in it.
    ///
    /// A template replaces an earlier one of the same name, unless it is blank.
    public mutating func parse(name: String, text: [UInt8]) throws(TemplateError) {
        throw TemplateError(.parse, "the parser is on its way")
    }

    /// Whether there is a template of that name.
    public func contains(_ name: String) -> Bool { false }

    /// Executes the template of that name.
    ///
    /// Call it on a thread with a big stack (512 MiB holds Helm's 1000 nested includes with room to spare).
    /// - Parameters:
    ///   - data: the dot, as Helm's top-level map.
    ///   - overrides: functions of this run alone (`lookup` with its cluster); each must have been known at parse.
    public func execute(
        _ name: String, data: GoValue, environment: TemplateEnvironment, overrides: [String: TemplateFunction] = [:]
    ) throws(TemplateError) -> [UInt8] {
        throw TemplateError(.execution, "the evaluator is on its way")
    }
}
