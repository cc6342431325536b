/// Renders charts as Helm does.
///
/// A value to share: parsed templates are kept per chart, so a chart rendered again is not parsed again. Call it on
/// ``RenderThreads``, since templates may recurse deeper than a pool thread's stack.
public struct Renderer: Sendable {
    public init() {}

    public func render(_ request: RenderRequest) throws(RenderError) -> Rendered {
        throw RenderError(.execution, "not built yet")
    }
}
