internal import Synchronization

/// Who gets what a transfer brings. Called on the loop's thread only, `finish` once and last.
protocol TransferReceiver: Sendable {
    func receive(head: HTTPResponseHead)
    /// False asks to try again later: after ``TransferLoop/resume(_:)``.
    func receive(body: UnsafeRawBufferPointer) -> Bool
    func finish(_ failure: HTTPError?)
}

/// A transfer as its asker knows it.
final class TransferTicket: Sendable {
    /// Set before the loop hears of it, so that a transfer that is cancelled before it starts never starts.
    let isCancelled = Atomic<Bool>(false)
}

/// What a transfer told before it failed: all that an error's text is made of.
struct TransferFacts {
    /// `127.0.0.1:6443` or `[::1]:6443`: the first address that was tried.
    var address: String?
    var systemError: Int32 = 0
    /// libcurl's own text.
    var detail = ""
    /// OpenSSL's `X509_V_ERR_…`.
    var certificateError = 0
    var host = ""
    var wasReused = false
    var hasHead = false
    var isTooLarge = false
    var isRefused = false
    var isConnected = false
}
