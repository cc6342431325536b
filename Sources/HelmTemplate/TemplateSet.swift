internal import Glibc

/// How a set parses and executes.
public struct TemplateOptions: Sendable {
    /// `missingkey=error`: a missing key of a map ends the run. Otherwise `missingkey=zero`, as Helm runs charts.
    public var isStrict = false
    /// The name under which `tpl` texts and missing templates are reported.
    public var name = "gotpl"
    /// Bytes that one run may hold in its output.
    public var maximumOutput = 256 << 20
    /// Cuts `<no value>` from the text of a run, as Helm does.
    public var removesNoValue = true

    public init() {}
}

/// A parsed collection of templates that see each other. Any number of runs may share it, on any threads.
public struct TemplateSet: Sendable {
    public let functions: FunctionTable
    public let options: TemplateOptions
    private(set) var templates: [String: ParsedTemplate] = [:]

    public init(functions: FunctionTable = FunctionTable(), options: TemplateOptions = TemplateOptions()) {
        self.functions = functions
        self.options = options
    }

    /// Adds the templates of a file: the one of its own name and every `define` in it.
    ///
    /// A template replaces an earlier one of the same name, unless it is blank.
    /// - Throws: an error of code `parse`; the set is as it was before.
    public mutating func parse(name: String, text: [UInt8]) throws(TemplateError) {
        for template in try FileParser.parse(name: name, text: text, functions: functions) {
            if template.isBlank, templates[template.name] != nil { continue }
            templates[template.name] = template
        }
    }

    /// Whether there is a template of that name.
    public func contains(_ name: String) -> Bool { templates[name] != nil }

    /// The names of all templates, sorted.
    public var names: [String] { templates.keys.sorted() }

    /// Executes one template of that name: an ``Execution`` of its own.
    ///
    /// - Parameter data: the template's dot; nil is Go's nil, of which every field is missing.
    public func execute(
        _ name: String, data: GoValue?, environment: TemplateEnvironment, overrides: [String: TemplateFunction] = [:]
    ) throws(TemplateError) -> [UInt8] {
        try Execution(of: self, environment: environment, overrides: overrides).execute(name, data: data)
    }

    /// The text without any `<no value>`.
    public static func withoutNoValue(_ text: [UInt8]) -> [UInt8] {
        let result = withoutNoValue(text[...])
        return result.count == text.count ? text : Array(result)
    }

    static func withoutNoValue(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let places = text.withUnsafeBufferPointer { Self.places(of: noValue, in: $0) }
        guard !places.isEmpty else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var start = text.startIndex
        for place in places {
            result += text[start..<(text.startIndex + place)]
            start = text.startIndex + place + noValue.count
        }
        return (result + text[start...])[...]
    }

    private static let noValue = Array("<no value>".utf8)

    /// Where `mark`, which is not empty, stands in `text`, from left to right without overlaps.
    private static func places(of mark: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> [Int] {
        guard let base = text.baseAddress else { return [] }
        var places: [Int] = []
        var index = 0
        while index + mark.count <= text.count,
            let found = memchr(base + index, Int32(mark[0]), text.count - index - mark.count + 1)
        {
            index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if text[index..<(index + mark.count)].elementsEqual(mark) {
                places.append(index)
                index += mark.count
            } else {
                index += 1
            }
        }
        return places
    }
}
