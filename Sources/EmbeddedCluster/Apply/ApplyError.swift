/// Why an apply was refused; `message` is the API server's own.
struct ApplyError: Error, Sendable {
    enum Code: Sendable {
        /// 409 with `causes`, reason `Conflict`.
        case conflict
        /// 400: the applied configuration is malformed (unknown fields, wrong types, `managedFields` set).
        case invalid
        /// 500: the object's schema cannot be used with it.
        case failed
    }

    /// One conflicting field: reason `FieldManagerConflict` in the reply's `details.causes`.
    struct Cause: Sendable, Equatable {
        let message: String
        let field: String
    }

    let code: Code
    let message: String
    let causes: [Cause]

    init(_ code: Code, _ message: String, causes: [Cause] = []) {
        self.code = code
        self.message = message
        self.causes = causes
    }
}
