internal import HelmTemplate
internal import HelmValues

/// TOML. Helm: engine/funcs.go. Errors are given as data, but for `mustToToml`.
enum TOMLFunctions {
    static let family: FunctionFamily = [
        "toToml": TemplateFunction([.any]) { arguments, _ in
            do {
                return .string(bytes: try TOMLWriter.write(arguments[0]))
            } catch let error as FunctionError where !error.isPanic {
                return .string(error.message)
            }
        },
        "mustToToml": TemplateFunction([.any]) { arguments, _ in
            .string(bytes: try TOMLWriter.write(arguments[0]))
        },
        "fromToml": TemplateFunction([.string]) { arguments, _ in
            do throws(FunctionError) {
                return .map(try TOMLReader.read(arguments[0].bytes))
            } catch {
                return .map(GoMap(["Error": .string(error.message)] as ByteOrderedMap<GoValue>))
            }
        },
    ]
}
