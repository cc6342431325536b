import Foundation

// Built with `--sanitize fuzzer -Xswiftc -DFUZZER`, libFuzzer brings the program's `main` and finds inputs by what code
// they reach. Built plainly, the program runs the inputs that it is given.
#if FUZZER
    /// libFuzzer calls this first. The process that was started by hand starts one fuzzing process a target.
    @_cdecl("LLVMFuzzerInitialize")
    func initializeFuzzer(
        _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutableRawPointer
    ) -> Int32 {
        if FuzzProcess.target == nil { exit(FuzzCommand.run(Array(CommandLine.arguments.dropFirst()))) }
        return 0
    }

    @_cdecl("LLVMFuzzerTestOneInput")
    func runFuzzerInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        if let finding = FuzzProcess.target?.run(input) { fatalError(finding) }
        return 0
    }
#else
    @main
    struct Fuzz {
        static func main() {
            exit(Replay.run(Array(CommandLine.arguments.dropFirst())))
        }
    }
#endif

enum FuzzProcess {
    static let variable = "FUZZ_TARGET"

    /// What this process fuzzes; nil in the one that starts the others.
    static let target = ProcessInfo.processInfo.environment[variable].flatMap(FuzzTarget.named)
}
