internal import Synchronization

/// A chart's schema as it was read the first time. Copies of the chart share it, on any thread.
final class SchemaMemory: Sendable {
    /// What is read anew each time: compiled, a schema takes many times its text.
    private static let maximumBytes = 1 << 20

    private let known = Mutex<Result<CompiledSchemas, SchemaError>?>(nil)

    /// - Parameter text: the one schema that this is the memory of.
    func schemas(of text: [UInt8]) throws(SchemaError) -> CompiledSchemas {
        if let known = known.withLock({ $0 }) { return try known.get() }
        let result = Result { () throws(SchemaError) in try CompiledSchemas(text) }
        if text.count <= Self.maximumBytes { known.withLock { $0 = result } }
        return try result.get()
    }
}
