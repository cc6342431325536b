internal import HelmProvenance
internal import HelmRelease

/// Signs packed charts, as `helm package --sign` does.
public struct ChartSigning: Sendable {
    /// What a request says about signing.
    public struct Options: Sendable {
        /// A user id of the key, or a part of one.
        public var key: String
        public var passphrase: String?
        /// Empty for the standard keyring.
        public var keyring: String

        public init(key: String, passphrase: String? = nil, keyring: String = "") {
            self.key = key
            self.passphrase = passphrase
            self.keyring = keyring
        }
    }

    private let keyrings: Keyrings
    private let clock: ActionClock

    public init(keyrings: Keyrings, clock: ActionClock = .system) {
        self.keyrings = keyrings
        self.clock = clock
    }

    /// The provenance file that belongs beside `archive`.
    /// - Parameter fileName: the archive's base name.
    public func sign(_ archive: [UInt8], fileName: String, options: Options) throws(ActionError) -> [UInt8] {
        let keyring = try keyrings.keyring(options.keyring)
        do throws(ProvenanceError) {
            return try ProvenanceSigner(now: clock.seconds).sign(
                chart: archive, fileName: fileName, key: options.key, passphrase: options.passphrase, keyring: keyring)
        } catch {
            throw ActionError(error)
        }
    }
}

extension ActionClock {
    /// Whole seconds since 1970.
    var seconds: UInt64 { UInt64(clamping: now().seconds) }
}
