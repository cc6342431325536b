import Foundation

/// `Fuzz TARGET FILE...` runs the files once each: to look at a finding with a debugger, or at what a fix does to it.
enum Replay {
    static func run(_ arguments: [String]) -> Int32 {
        guard let target = arguments.first.flatMap(FuzzTarget.named), arguments.count > 1 else {
            print("usage: Fuzz TARGET FILE...\ntargets: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
            return 2
        }
        var code: Int32 = 0
        for path in arguments.dropFirst() {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                print("\(path): cannot be read")
                code = 2
                continue
            }
            let begun = Date()
            let finding = target.run(Array(bytes))
            print("\(path): \(finding ?? "fine"), \(Int(Date().timeIntervalSince(begun) * 1000)) ms")
            if finding != nil { code = 1 }
        }
        return code
    }
}
