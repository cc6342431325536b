/// Frees nested lists and maps one by one: a template can nest them deeper than the stack is, and Swift frees what an
/// object holds from within freeing the object.
enum Dismantling {
    /// Lets go of values that a dying container held.
    static func release(_ values: inout [GoValue]) {
        var lists: [GoList] = []
        var maps: [GoMap] = []
        collect(values, &lists, &maps)
        // From here on only the two work lists hold them.
        values = []
        while true {
            if var list = lists.popLast() {
                guard isKnownUniquelyReferenced(&list) else { continue }
                collect(list.surrender(), &lists, &maps)
            } else if var map = maps.popLast() {
                guard isKnownUniquelyReferenced(&map) else { continue }
                collect(map.surrender(), &lists, &maps)
            } else {
                return
            }
        }
    }

    private static func collect(_ values: some Sequence<GoValue>, _ lists: inout [GoList], _ maps: inout [GoMap]) {
        for value in values {
            switch value {
            case .list(let list): if list.holdsContainers { lists.append(list) }
            case .map(let map): if map.holdsContainers { maps.append(map) }
            default: break
            }
        }
    }
}

extension GoValue {
    /// Whether freeing the value may free others.
    var isContainer: Bool {
        switch self {
        case .list, .map: true
        default: false
        }
    }
}
