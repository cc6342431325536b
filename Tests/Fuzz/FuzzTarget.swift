/// One part of the program that is fed with whatever the fuzzer makes up.
struct FuzzTarget: Sendable {
    let name: String
    /// Words that inputs of this kind are made of; the fuzzer puts them in.
    let words: [String]
    /// Inputs to begin with, made from the conformance cases.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Longer inputs find little that shorter ones do not.
    var maximumLength = 4096
    /// Runs one input. To come back at all, soon, is most of what is asked of it; a text tells what else went wrong.
    let run: @Sendable (_ input: [UInt8]) -> String?

    static let all: [FuzzTarget] = [
        .template, .yaml, .printf, .json, .toml, .set, .archive, .chart, .schema, .manifest, .multipart, .index,
    ]

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
