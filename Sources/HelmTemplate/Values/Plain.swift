public import HelmValues

extension GoValue {
    /// The value as Go's `encoding/json` would see it: bytes as base64, nil maps and lists as null.
    /// - Throws: ``FunctionError`` for what JSON cannot hold: functions, cyclic values.
    public func plain() throws -> Value {
        throw FunctionError("conversion is on its way")
    }
}
