/// What an archive may cost. Every limit is checked before the bytes beyond it are read.
public struct ArchiveLimits: Sendable {
    /// All files together, unpacked. Helm: 100 MiB.
    public var totalBytes = 100 << 20
    /// One file, unpacked. Helm: 5 MiB.
    public var fileBytes = 5 << 20
    /// Unpacked bytes for one packed byte, looked at beyond `ratioGrace` unpacked bytes.
    public var ratio = 200
    /// What may unpack however small it was packed; repetitive but honest charts stay below.
    public var ratioGrace = 32 << 20
    /// Files and folders.
    public var entries = 20_000
    /// Bytes of one path.
    public var nameBytes = 1024

    public init() {}
}
