internal import CRNP

/// A key of a session's keyring. It must not outlive its session.
final class OpenPGPKey {
    let handle: rnp_key_handle_t

    init(_ handle: rnp_key_handle_t) { self.handle = handle }

    deinit { rnp_key_handle_destroy(handle) }

    var fingerprint: String { OpenPGPSession.string { rnp_key_get_fprint(handle, $0) }.uppercased() }
    /// Of a subkey.
    var primaryFingerprint: String { OpenPGPSession.string { rnp_key_get_primary_fprint(handle, $0) } }

    var isPrimary: Bool { flag(rnp_key_is_primary) }
    /// Whether its own signatures hold, and it is neither expired nor revoked.
    var isValid: Bool { flag(rnp_key_is_valid) }
    var isExpired: Bool { flag(rnp_key_is_expired) }
    var isRevoked: Bool { flag(rnp_key_is_revoked) }
    var hasSecret: Bool { flag(rnp_key_have_secret) }
    var isLocked: Bool { flag(rnp_key_is_locked) }
    /// A secret key without its secret: GnuPG's way to tell that it lies elsewhere.
    var isDummy: Bool { OpenPGPSession.string { rnp_key_get_protection_type(handle, $0) }.hasPrefix("GPG-") }

    var canSign: Bool {
        var can = false
        return rnp_key_allows_usage(handle, "sign", &can) == 0 && can
    }

    /// The user ids, with what the key itself says for them.
    var userIDs: [(name: String, isCertified: Bool)] {
        var count = 0
        guard rnp_key_get_uid_count(handle, &count) == 0 else { return [] }
        return (0..<count).compactMap(userID(at:))
    }

    func unlock(_ passphrase: String) -> Bool { rnp_key_unlock(handle, passphrase) == 0 }

    private func userID(at index: Int) -> (name: String, isCertified: Bool)? {
        var handle: rnp_uid_handle_t?
        guard rnp_key_get_uid_handle_at(self.handle, index, &handle) == 0, let handle else { return nil }
        defer { rnp_uid_handle_destroy(handle) }
        var type: UInt32 = 0
        var isValid = false
        var isRevoked = false
        guard rnp_uid_get_type(handle, &type) == 0, type == RNP_USER_ID, rnp_uid_is_valid(handle, &isValid) == 0,
            rnp_uid_is_revoked(handle, &isRevoked) == 0
        else { return nil }
        let name = OpenPGPSession.string { rnp_key_get_uid_at(self.handle, index, $0) }
        return (name, isValid || isRevoked)
    }

    private func flag(_ call: (rnp_key_handle_t?, UnsafeMutablePointer<Bool>?) -> rnp_result_t) -> Bool {
        var value = false
        return call(handle, &value) == 0 && value
    }
}
