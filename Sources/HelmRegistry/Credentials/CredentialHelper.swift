internal import HelmProcess
internal import HelmValues

/// A program `docker-credential-NAME`, which keeps secrets elsewhere than in a file.
///
/// oras-go: registry/remote/credentials/native_store.go
struct CredentialHelper: Sendable {
    struct Limits: Sendable {
        var timeout = Duration.seconds(30)
        var outputBytes = 1 << 20
    }

    let name: String
    var program: String { Self.prefix + name }
    private let limits: Limits

    /// - Throws: code `storage` for a name that is no plain one: it becomes a program's.
    init(_ name: String, limits: Limits) throws(RegistryError) {
        let isPlain =
            !name.isEmpty && name.utf8.count <= 128 && name.utf8.first != UInt8(ascii: ".")
            && name.utf8.allSatisfy { $0.isDigit || $0.isLetter || "._-".utf8.contains($0) }
        guard isPlain else {
            throw RegistryError(.storage, "invalid credential helper name \(GoQuote.quoted(String(name.prefix(128))))")
        }
        self.name = name
        self.limits = limits
    }

    private static let prefix = "docker-credential-"

    /// The helper of the system's keychain, where it is installed.
    ///
    /// oras-go: registry/remote/credentials/native_store_linux.go
    static var systemName: String? {
        let name = Program.isInstalled("pass") ? "pass" : "secretservice"
        return Program.isInstalled(prefix + name) ? name : nil
    }

    private static let notFound = "credentials not found in native keychain"
    private static let tokenUser = "<token>"

    /// Nil when the helper has none.
    func get(_ address: String) async throws(RegistryError) -> RegistryCredential? {
        let result = try await run("get", Array(address.utf8))
        if result.status != 0 {
            if bytesEqual(result.shownOutput, Self.notFound) { return nil }
            throw failure(result)
        }
        guard let answer = try? JSON.parse(result.output), answer.mapValue != nil else {
            throw RegistryError(.storage, "\(program) get: its answer is no JSON object")
        }
        let user = answer["Username"]?.stringValue ?? ""
        let secret = answer["Secret"]?.stringValue ?? ""
        return bytesEqual(user, Self.tokenUser)
            ? RegistryCredential(identityToken: secret) : RegistryCredential(username: user, password: secret)
    }

    func store(_ credential: RegistryCredential, _ address: String) async throws(RegistryError) {
        let isToken = !credential.identityToken.isEmpty
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("ServerURL")
        writer.string(address)
        writer.key("Username")
        writer.string(isToken ? Self.tokenUser : credential.username)
        writer.key("Secret")
        writer.string(isToken ? credential.identityToken : credential.password)
        writer.endObject()
        let result = try await run("store", writer.bytes)
        if result.status != 0 { throw failure(result) }
    }

    func erase(_ address: String) async throws(RegistryError) {
        let result = try await run("erase", Array(address.utf8))
        if result.status != 0, !bytesEqual(result.shownOutput, Self.notFound) { throw failure(result) }
    }

    /// The addresses that it has credentials for.
    func list() async throws(RegistryError) -> [String] {
        let result = try await run("list", [])
        if result.status != 0 { throw failure(result) }
        return (try? JSON.parse(result.output))?.mapValue?.keys ?? []
    }

    private func run(_ action: String, _ input: [UInt8]) async throws(RegistryError) -> ProgramResult {
        do throws(ProgramFailure) {
            return try await Program(name: program, arguments: [action]).run(
                input: input, timeout: limits.timeout, outputLimit: limits.outputBytes)
        } catch {
            throw RegistryError(.storage, "\(program) \(action): \(error.reason)")
        }
    }

    /// Helpers say on their standard output what is wrong, in words that are meant to be shown. More than a line of
    /// them is not: it may be an answer.
    private func failure(_ result: ProgramResult) -> RegistryError {
        let text = result.shownOutput
        let isWords = !text.isEmpty && text.utf8.count <= 256 && !text.contains("{") && !text.contains("\n")
        return RegistryError(.storage, "\(program): \(isWords ? text : "exit status \(result.status)")")
    }
}
