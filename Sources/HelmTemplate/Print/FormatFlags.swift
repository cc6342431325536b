/// The flags, width and precision of one verb. (Go: fmt/format.go, fmtFlags)
struct FormatFlags {
    var width: Int?
    var precision: Int?
    var minus = false
    var plus = false
    var sharp = false
    var space = false
    var zero = false
    /// `%+v`
    var plusV = false
    /// `%#v`
    var sharpV = false

    /// The byte that fills up to the width. Zeros only ever stand on the left.
    var filler: UInt8 { zero && !minus ? UInt8(ascii: "0") : UInt8(ascii: " ") }
}
