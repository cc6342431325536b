internal import HelmTemplate

/// Types and kinds. Sprig: reflect.go.
enum Types {
    static let family: FunctionFamily = [
        "typeOf": TemplateFunction([.any]) { arguments, _ in .string(GoPrint.goType(of: arguments[0])) },
        "typeIs": TemplateFunction([.string, .any]) { arguments, _ in
            .bool(arguments[0].text == GoPrint.goType(of: arguments[1]))
        },
        "typeIsLike": TemplateFunction([.string, .any]) { arguments, _ in
            let (wanted, found) = (arguments[0].text, GoPrint.goType(of: arguments[1]))
            return .bool(wanted == found || "*" + wanted == found)
        },
        "kindOf": TemplateFunction([.any]) { arguments, _ in .string(GoPrint.goKind(of: arguments[0])) },
        "kindIs": TemplateFunction([.string, .any]) { arguments, _ in
            .bool(arguments[0].text == GoPrint.goKind(of: arguments[1]))
        },
        "deepEqual": TemplateFunction([.any, .any]) { arguments, _ in
            .bool(try Equality.areEqual(arguments[0], arguments[1]))
        },
    ]
}
