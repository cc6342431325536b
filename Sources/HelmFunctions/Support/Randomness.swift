internal import HelmTemplate

/// Choices from the run's random source, each as likely as the other.
struct Randomness {
    private let bytes: @Sendable (Int) -> [UInt8]

    init(_ environment: TemplateEnvironment) { bytes = environment.randomBytes }

    func take(_ count: Int) -> [UInt8] { bytes(count) }

    /// A number from 0 to before `count`, which must be positive.
    func below(_ count: Int) -> Int {
        let bound = UInt64(count)
        // Numbers from the uneven top would make low results likelier.
        let top = UInt64.max - (UInt64.max % bound + 1) % bound
        while true {
            let number = bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if number <= top { return Int(number % bound) }
        }
    }

    /// That many of `characters`, drawn again and again.
    func text(_ count: Int, of characters: [UInt8]) -> [UInt8] {
        let limit = 256 - 256 % characters.count
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            for byte in bytes(count - result.count) where Int(byte) < limit {
                result.append(characters[Int(byte) % characters.count])
            }
        }
        return result
    }
}
