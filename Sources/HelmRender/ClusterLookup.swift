public import HelmValues

/// The cluster as the template function `lookup` asks it.
public protocol ClusterLookup: Sendable {
    /// One object, or with an empty `name` the list of them; an empty map where there is none.
    ///
    /// Called on a render thread, which it may block.
    /// - Throws: an error whose description is the server's message; the render then fails.
    func lookup(apiVersion: String, kind: String, namespace: String, name: String) throws -> Value
}
