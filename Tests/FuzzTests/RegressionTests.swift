import Testing

@testable import Fuzz

/// What the fuzzer once found, and what it begins with, through each target once.
@Suite struct RegressionTests {
    @Test(arguments: FuzzTarget.all.map(\.name))
    func nothingIsFoundAgain(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        for (file, bytes) in try Corpus.regressions(of: target) {
            if let finding = target.run(bytes) { Issue.record("\(name)/\(file): \(finding)") }
        }
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        for seed in seeds {
            if let finding = target.run(seed) {
                Issue.record("\(name): \(String(decoding: seed, as: UTF8.self).debugDescription): \(finding)")
            }
        }
    }
}
