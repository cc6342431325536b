internal import CRNP
internal import Glibc

/// One context of librnp with the keys of one keyring. Each verification and each signature has its own: the library's
/// contexts belong to one thread.
final class OpenPGPSession {
    private let ffi: rnp_ffi_t

    /// - Parameter now: seconds since 1970, by which keys and signatures are valid or expired.
    init(_ keyring: Keyring, now: UInt64) throws(ProvenanceError) {
        var handle: rnp_ffi_t?
        let created = rnp_ffi_create(&handle, "GPG", "GPG")
        guard let handle else { throw .library("cannot start", Self.text(created)) }
        ffi = handle
        Self.silence(ffi)
        guard rnp_set_timestamp(ffi, now) == 0 else { throw .library("cannot start", "no time set") }
        try load(keyring)
    }

    deinit { rnp_ffi_destroy(ffi) }

    /// The library tells calls that fail on standard error, besides the result. It closes what it gets. What its parser
    /// says there of bad packets, a line each, Debian's build always says.
    private static func silence(_ ffi: rnp_ffi_t) {
        let sink = open("/dev/null", O_WRONLY | O_CLOEXEC)
        if sink >= 0, rnp_ffi_set_log_fd(ffi, sink) != 0 { close(sink) }
    }

    private func load(_ keyring: Keyring) throws(ProvenanceError) {
        if keyring.bytes.isEmpty { return }
        let kinds = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_SECRET_KEYS
        let result = try withInput(keyring.bytes) { input in
            switch keyring.format {
            // As in Go, keys of unknown kinds are passed over.
            case .packets: rnp_import_keys(ffi, input, kinds | RNP_LOAD_SAVE_PERMISSIVE, nil)
            case .keybox: rnp_load_keys(ffi, keyring.format.rawValue, input, kinds)
            }
        }
        guard result == 0 else {
            throw ProvenanceError(.invalidKeyring, "openpgp: invalid data: keyring: \(Self.text(result))")
        }
    }

    // MARK: Keys

    /// Every primary key, in the keyring's order.
    func primaryKeys() throws(ProvenanceError) -> [OpenPGPKey] {
        var iterator: rnp_identifier_iterator_t?
        guard rnp_identifier_iterator_create(ffi, &iterator, "fingerprint") == 0 else {
            throw .library("cannot list keys", "no iterator")
        }
        defer { rnp_identifier_iterator_destroy(iterator) }
        var keys: [OpenPGPKey] = []
        var name: UnsafePointer<CChar>?
        while rnp_identifier_iterator_next(iterator, &name) == 0, let name {
            if let key = key(fingerprint: String(cString: name)), key.isPrimary { keys.append(key) }
        }
        return keys
    }

    func key(fingerprint: String) -> OpenPGPKey? {
        var handle: rnp_key_handle_t?
        guard rnp_locate_key(ffi, "fingerprint", fingerprint, &handle) == 0 else { return nil }
        return handle.map(OpenPGPKey.init)
    }

    // MARK: Signatures

    /// What the library says of one detached signature.
    struct Check {
        enum Outcome { case good, expired, unknownKey, unsupported, bad }

        let outcome: Outcome
        /// `binary`, `text`, or a kind that signs no documents.
        let type: String
        let hash: String
        /// The library's name, such as `RSA`.
        let algorithm: String
        /// The key or subkey that signed, when it is in the keyring.
        let key: OpenPGPKey?
    }

    /// Checks one signature packet over `text`; nil when it cannot be read at all.
    func check(_ signature: [UInt8], over text: [UInt8]) throws(ProvenanceError) -> Check? {
        try withInput(text) { (source) throws(ProvenanceError) in
            try withInput(signature) { check($0, over: source) }
        }
    }

    private func check(_ signature: rnp_input_t, over text: rnp_input_t) -> Check? {
        var operation: rnp_op_verify_t?
        guard rnp_op_verify_detached_create(&operation, ffi, text, signature) == 0 else { return nil }
        defer { rnp_op_verify_destroy(operation) }
        // Its result sums up the signatures, of which the only one is looked at below.
        _ = rnp_op_verify_execute(operation)
        var count = 0
        var found: rnp_op_verify_signature_t?
        guard rnp_op_verify_get_signature_count(operation, &count) == 0, count == 1,
            rnp_op_verify_get_signature_at(operation, 0, &found) == 0, let found
        else { return nil }
        var handle: rnp_signature_handle_t?
        guard rnp_op_verify_signature_get_handle(found, &handle) == 0, let handle else { return nil }
        defer { rnp_signature_handle_destroy(handle) }
        var signer: rnp_key_handle_t?
        if rnp_op_verify_signature_get_key(found, &signer) != 0 { signer = nil }
        return Check(
            outcome: Self.outcome(rnp_op_verify_signature_get_status(found)),
            type: Self.string { rnp_signature_get_type(handle, $0) },
            hash: Self.string { rnp_signature_get_hash_alg(handle, $0) },
            algorithm: Self.string { rnp_signature_get_alg(handle, $0) },
            key: signer.map(OpenPGPKey.init)
        )
    }

    private static func outcome(_ status: rnp_result_t) -> Check.Outcome {
        switch Int(status) {
        case Int(RNP_SUCCESS): .good
        case Int(RNP_ERROR_SIGNATURE_EXPIRED): .expired
        case Int(RNP_ERROR_KEY_NOT_FOUND): .unknownKey
        case Int(RNP_ERROR_SIGNATURE_UNKNOWN): .unsupported
        default: .bad
        }
    }

    /// The library's own clear-signed message of `text`, signed with SHA-512.
    func clearSign(_ text: [UInt8], with key: OpenPGPKey) throws(ProvenanceError) -> [UInt8] {
        var output: rnp_output_t?
        guard rnp_output_to_memory(&output, 4 * ProvenanceLimits.provenanceBytes) == 0 else {
            throw .library("cannot sign", "no output")
        }
        defer { rnp_output_destroy(output) }
        let result = try withInput(text) { input -> rnp_result_t in
            var operation: rnp_op_sign_t?
            var result = rnp_op_sign_cleartext_create(&operation, ffi, input, output)
            guard result == 0 else { return result }
            defer { rnp_op_sign_destroy(operation) }
            result = rnp_op_sign_set_hash(operation, "SHA512")
            if result == 0 { result = rnp_op_sign_add_signature(operation, key.handle, nil) }
            return result == 0 ? rnp_op_sign_execute(operation) : result
        }
        guard result == 0 else { throw .library("failed to sign", Self.text(result)) }
        var buffer: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard rnp_output_memory_get_buf(output, &buffer, &count, false) == 0, let buffer else {
            throw .library("failed to sign", "no output")
        }
        return Array(UnsafeBufferPointer(start: buffer, count: count))
    }

    // MARK: The library's ways

    /// - Parameter body: must not keep the input.
    private func withInput<T>(
        _ bytes: [UInt8], _ body: (rnp_input_t) throws(ProvenanceError) -> T
    ) throws(ProvenanceError) -> T {
        var input: rnp_input_t?
        // Copied, so that it does not matter what the library does with the address.
        let created = bytes.withUnsafeBufferPointer { buffer in
            rnp_input_from_memory(&input, buffer.baseAddress, buffer.count, true)
        }
        guard created == 0, let input else { throw .library("cannot read", "no input") }
        defer { rnp_input_destroy(input) }
        return try body(input)
    }

    /// A text that the library hands over; empty when it hands over none.
    static func string(_ call: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> rnp_result_t) -> String {
        var text: UnsafeMutablePointer<CChar>?
        guard call(&text) == 0, let text else { return "" }
        defer { rnp_buffer_destroy(text) }
        return String(cString: text)
    }

    private static func text(_ result: rnp_result_t) -> String {
        rnp_result_to_string(result).map { String(cString: $0) } ?? "error \(result)"
    }
}
