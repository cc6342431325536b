internal import Glibc

/// Knows where the thread's stack ends, so that recursion stops with an error rather than a crash.
struct StackGuard {
    private let limit: UInt

    private typealias GetAttributes = @convention(c) (pthread_t, UnsafeMutablePointer<pthread_attr_t>) -> Int32

    /// glibc's `pthread_getattr_np`, which Swift's module does not declare.
    private static let getAttributes: GetAttributes? = dlsym(nil, "pthread_getattr_np").map {
        unsafeBitCast($0, to: GetAttributes.self)
    }

    init() {
        var attributes = pthread_attr_t()
        if let getAttributes = Self.getAttributes, getAttributes(pthread_self(), &attributes) == 0 {
            var (base, size): (UnsafeMutableRawPointer?, Int) = (nil, 0)
            pthread_attr_getstack(&attributes, &base, &size)
            pthread_attr_destroy(&attributes)
            // What is kept back must hold the functions that a template calls.
            limit = UInt(bitPattern: base) + UInt(min(size / 4, 256 << 10))
        } else {
            // Without it, be content with what any thread has.
            limit = Self.position - 256 << 10
        }
    }

    /// Whether too little stack is left to go deeper.
    @inline(__always)
    var isExhausted: Bool { Self.position < limit }

    @inline(__always)
    private static var position: UInt {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }
}
