/// The outside world as a template may see it, handed in so that the engine itself has no clock, randomness or network.
public struct TemplateEnvironment: Sendable {
    /// Seconds and nanoseconds since 1970, UTC.
    public var now: @Sendable () -> (seconds: Int64, nanoseconds: Int32)
    /// That many bytes from a cryptographic source.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// The first address of a host, or "" where DNS is not enabled.
    public var hostAddress: @Sendable (_ host: String) -> String
    /// Throws once the render should stop (the request's deadline passed or it was cancelled).
    public var checkCancellation: @Sendable () throws -> Void
    /// `helm lint`: `fail` and `required` do not stop the render.
    public var isLint: Bool

    public init(
        now: @escaping @Sendable () -> (seconds: Int64, nanoseconds: Int32),
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8],
        hostAddress: @escaping @Sendable (_ host: String) -> String = { _ in "" },
        checkCancellation: @escaping @Sendable () throws -> Void = {},
        isLint: Bool = false
    ) {
        self.now = now
        self.randomBytes = randomBytes
        self.hostAddress = hostAddress
        self.checkCancellation = checkCancellation
        self.isLint = isLint
    }
}
