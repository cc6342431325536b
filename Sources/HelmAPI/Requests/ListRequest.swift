internal import HelmActions

/// The options of a list: in the body, or as query parameters, which win.
struct ListRequest {
    let body: OptionReader
    let request: APIRequest

    func options() throws(APIError) -> ListOptions {
        var options = ListOptions()
        options.all = try flag("all")
        options.allNamespaces = try flag("all_namespaces")
        options.byDate = try flag("by_date")
        options.sortReverse = try flag("sort_reverse")
        options.limit = try number("limit")
        options.offset = try number("offset")
        options.filter = try text("filter")
        options.selector = try text("selector")
        options.uninstalled = try flag("uninstalled")
        options.superseded = try flag("superseded")
        options.uninstalling = try flag("uninstalling")
        options.deployed = try flag("deployed")
        options.failed = try flag("failed")
        options.pending = try flag("pending")
        return options
    }

    private func flag(_ name: String) throws(APIError) -> Bool {
        if let text = request.query(name), !text.isEmpty { return try GoNumbers.parseBool(text) }
        return try body.bool(name)
    }

    private func number(_ name: String) throws(APIError) -> Int {
        if let text = request.query(name), !text.isEmpty { return try GoNumbers.atoi(text) }
        return try body.int(name) ?? 0
    }

    private func text(_ name: String) throws(APIError) -> String {
        if let text = request.query(name) { return text }
        return try body.string(name)
    }
}
