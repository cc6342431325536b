import HelmTesting
import HelmValues
import Testing

/// Hostile `--set` expressions: a clear error, in bounded time and memory.
@Suite struct SecurityRowTests {
    /// Each makes a huge list of a few bytes.
    @Test(arguments: [
        "a[65537]=1", "a[2147483647]=1", "a[99999999999999999999]=1",
        "a[65536][65536][65536][65536][65536][65536][65536][65536][65536][65536][65536][65536][65536][65536][65536][65536]=1",
        "a[60000]=1,b[60000]=1,c[60000]=1,d[60000]=1,e[60000]=1,f[60000]=1,g[60000]=1,h[60000]=1,i[60000]=1,"
            + "j[60000]=1,k[60000]=1,l[60000]=1,m[60000]=1,n[60000]=1,o[60000]=1,p[60000]=1,q[60000]=1,r[60000]=1",
    ])
    func hugeListIndexes(_ expression: String) async {
        await #expect(processExitsWith: .success) { [expression] in
            try BoundedWork.run {
                for kind in [SetParser.Kind.set, .string, .literal] where kind.takesLists || !expression.contains(",") {
                    var values: ValueMap = [:]
                    let error = #expect(throws: SetError.self) {
                        try SetParser.apply(expression, to: &values, kind: kind)
                    }
                    #expect(error?.code == .index || error?.code == .tooLarge)
                    #expect(error?.message.isEmpty == false && values.isEmpty)
                }
            }
        }
    }

    /// Maps and lists one in the other, as deep as a request may be long.
    @Test(arguments: ["a.", "a[0].", "[0]", "a[0][0].", "a[1].b.c."])
    func deepNesting(_ part: String) async {
        await #expect(processExitsWith: .success) { [part] in
            let expression = "a." + String(repeating: part, count: 200_000) + "b=1"
            try BoundedWork.run {
                var values: ValueMap = [:]
                let error = #expect(throws: SetError.self) {
                    try SetParser.apply(expression, to: &values, kind: .set)
                }
                #expect(error?.code == .tooLarge && values.isEmpty)
            }
        }
    }

    /// Deep JSON in a value.
    @Test func deepJSON() async {
        await #expect(processExitsWith: .success) {
            for part in ["[", #"{"a":"#] {
                let expression = "a=" + String(repeating: part, count: 500_000)
                try BoundedWork.run {
                    var values: ValueMap = [:]
                    #expect(throws: SetError.self) { try SetParser.apply(expression, to: &values, kind: .json) }
                }
            }
        }
    }

    /// Indexes that are none.
    @Test(arguments: ["a[x]=1", "a[-1]=1", "a[ 0]=1", "a[]=1", "a[1.5]=1", "a[0x10]=1"])
    func malformedIndexes(_ expression: String) async {
        await #expect(processExitsWith: .success) { [expression] in
            try BoundedWork.run {
                var values: ValueMap = [:]
                let error = #expect(throws: SetError.self) {
                    try SetParser.apply(expression, to: &values, kind: .set)
                }
                #expect(error?.message.isEmpty == false && values.isEmpty)
            }
        }
    }
}

extension SetParser.Kind {
    /// Whether a comma ends an expression.
    fileprivate var takesLists: Bool { if case .literal = self { false } else { true } }
}
