public import HelmValues

extension Chart {
    /// Checks the coalesced values against the values.schema.json of the chart and of its subcharts.
    ///
    /// Helm: common/util/jsonschema.go, ValidateAgainstSchema. References out of the document are refused.
    /// - Parameter values: what ``composedValues(with:)`` gave.
    public func validate(_ values: ValueMap) throws(ChartError) {
        let text = schemaReport(values)
        if text.isEmpty { return }
        throw ChartError(
            .schemaViolation,
            "values don't meet the specifications of the schema(s) in the following chart(s):\n\(text)")
    }

    private func schemaReport(_ values: ValueMap) -> String {
        var text = ""
        if let schema {
            let problem = Self.problem(of: values) { () throws(SchemaError) in try compiledSchema.schemas(of: schema) }
            if !problem.isEmpty { text += "\(name):\n\(problem)" }
        }
        for subchart in dependencies {
            guard let value = values[subchart.name], !value.isNull else { continue }
            if case .map(let inner) = value {
                text += subchart.schemaReport(inner)
            } else {
                text +=
                    "\(subchart.name):\ninvalid type for values: expected object (map), got "
                    + "\(GoPrinted.type(value))\n"
            }
        }
        return text
    }

    /// What is wrong with `values` by one schema alone, a line each; empty when nothing is.
    public static func schemaProblem(_ schema: [UInt8], _ values: ValueMap) -> String {
        problem(of: values) { () throws(SchemaError) in try CompiledSchemas(schema) }
    }

    private static func problem(
        of values: ValueMap, by schemas: () throws(SchemaError) -> CompiledSchemas
    ) -> String {
        do throws(SchemaError) {
            let issues = try SchemaValidator.validate(.map(values), by: try schemas())
            var text = ""
            for issue in issues { issue.append(to: &text, indent: 0) }
            return text.isEmpty ? "" : text + "\n"
        } catch {
            return error.message
        }
    }
}
