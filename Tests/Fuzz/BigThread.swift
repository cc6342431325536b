import Dispatch
import Foundation
import Synchronization

/// A thread that takes one piece of work after the other, on a stack of a given size.
final class BigThread: @unchecked Sendable {
    // Invariant: `work` is written by the caller before `begin` and read by the thread after it; callers wait for `end`.
    private let begin = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)
    private let turn = Mutex(())
    private var work: () -> Void = {}

    init(stackSize: Int) {
        let thread = Thread { [self] in
            while true {
                begin.wait()
                work()
                end.signal()
            }
        }
        thread.stackSize = stackSize
        thread.start()
    }

    func run(_ work: @escaping @Sendable () -> Void) {
        turn.withLock { _ in
            self.work = work
            begin.signal()
            end.wait()
        }
    }
}
