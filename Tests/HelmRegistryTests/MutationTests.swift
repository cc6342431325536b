import HelmValues
import Testing

@testable import HelmRegistry

/// What reads texts of others never crashes and keeps what it promises, whatever the texts.
@Suite struct MutationTests {
    /// The same numbers on every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private func mutations(of corpus: [String], count: Int, _ body: ([UInt8]) throws -> Void) rethrows {
        var numbers = Numbers(state: 7)
        let pieces = [
            "@", ":", "/", "+", "_", "\"", "\\", ",", "=", "{", "}", "[", "]", "\u{0}", "é", "sha256:", "oci://", " ",
            "-1", "1e400",
        ]
        .map { Array($0.utf8) }
        for _ in 0..<count {
            var text = Array((corpus.randomElement(using: &numbers) ?? "").utf8)
            for _ in 0...Int.random(in: 0..<4, using: &numbers) {
                let place = Int.random(in: 0...text.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: text.insert(contentsOf: pieces.randomElement(using: &numbers) ?? [], at: place)
                case 1 where place < text.count: text.remove(at: place)
                case 2 where place < text.count: text[place] = UInt8.random(in: 0...255, using: &numbers)
                default: text.removeSubrange(place..<min(text.count, place + 7))
                }
            }
            try body(text)
        }
    }

    @Test func references() throws {
        let corpus = Recorded.references.compactMap { $0["reference"]?.stringValue }
        try mutations(of: corpus, count: 30_000) { text in
            guard let reference = try? OCIReference(String(decoding: text, as: UTF8.self)) else { return }
            let again = try OCIReference(reference.description)
            #expect(again.registry == reference.registry)
            #expect(again.repository == reference.repository)
            #expect(again.tag == reference.tag)
            // It becomes part of URLs.
            #expect(reference.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"?#%\\".utf8.contains($0) })
        }
    }

    @Test func challenges() {
        let corpus = [
            #"Bearer realm="https://auth.example.com/token",service="registry",scope="repository:a/b:pull,push""#,
            "Basic realm=x", #"Bearer realm="a\"b",error=invalid_token"#,
        ]
        mutations(of: corpus, count: 30_000) { text in
            guard case .bearer(_, _, let scope) = AuthChallenge(String(decoding: text, as: UTF8.self)) else { return }
            _ = TokenScope.merged("repository:a/b:pull", scope)
        }
    }

    @Test func manifestsAndConfigs() {
        let corpus = Recorded.pushes.flatMap { [$0.text("manifest") ?? "", $0.text("config") ?? ""] }
        mutations(of: corpus, count: 10_000) { text in
            for type in [MediaType.manifest, MediaType.index] {
                if case .manifest(let layers) = try? ManifestContent(text, mediaType: type) {
                    _ = try? layers.checked(needsProvenance: true)
                }
            }
        }
    }

    @Test func filesOfCredentials() {
        let corpus = [
            #"{"auths":{"a.test":{"auth":"YW5uOnNlY3JldA==","identitytoken":"i"},"https://b.test/v1/":{"username":"u","password":"p"}},"credsStore":"x","credHelpers":{"c.test":"y"},"other":[1,2.5,null]}"#
        ]
        mutations(of: corpus, count: 20_000) { text in
            guard var config = try? DockerConfig(text, path: "x") else { return }
            for address in ["a.test", "b.test", "c.test"] {
                _ = try? config.credential(for: address)
                _ = config.helper(for: address)
            }
            let kept = RegistryCredential(username: "new", password: "p:\u{0}é")
            config.set(kept, for: "new.test")
            let again = try? DockerConfig(config.bytes, path: "x").credential(for: "new.test")
            #expect(again == kept)
        }
    }
}
