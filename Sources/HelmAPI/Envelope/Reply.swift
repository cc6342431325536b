internal import HelmValues

/// What a handler answers.
enum Reply: Sendable {
    /// Success with nothing to say: `{"code":0}`.
    case done
    /// Success; the closure writes what stands under `data`.
    case data(@Sendable (inout JSONWriter) -> Void)
    /// A plain text outside the envelope.
    case text(String)
    /// A file to keep, outside the envelope.
    case file(name: String, type: String, [UInt8])
    /// Something to keep by its tag, outside the envelope.
    case resource(Resource, Resource.Part)
    /// A reply with a header of its own.
    indirect case headed(Reply, name: String, value: String)

    static func value(_ value: Value) -> Reply {
        .data { $0.value(value) }
    }

    static func string(_ text: String) -> Reply {
        .data { $0.string(text) }
    }
}
