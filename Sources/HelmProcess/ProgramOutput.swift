internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The end of the pipe that a program, and what it started, say something to.
///
/// Read here, for Subprocess reads no longer than the program itself runs: the rest would be lost.
struct ProgramOutput {
    let pipe: FileDescriptor

    /// Waits on a thread of its own until nobody holds the other end, or the calling task is cancelled.
    func bytes(limit: Int) async throws(ProgramFailure) -> [UInt8] {
        let isCancelled = Flag()
        let result: Result<[UInt8], ProgramFailure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isStarted = BlockingThread.start {
                    do throws(ProgramFailure) {
                        continuation.resume(returning: .success(try read(limit, until: isCancelled)))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
                if !isStarted { continuation.resume(returning: .failure(ProgramFailure(reason: "no thread"))) }
            }
        } onCancel: {
            isCancelled.value.store(true, ordering: .relaxed)
        }
        return try result.get()
    }

    private final class Flag: Sendable {
        let value = Atomic(false)
    }

    private func read(_ limit: Int, until isCancelled: Flag) throws(ProgramFailure) -> [UInt8] {
        var said: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while !isCancelled.value.load(ordering: .relaxed) {
            var polled = pollfd(fd: pipe.rawValue, events: Int16(POLLIN), revents: 0)
            guard poll(&polled, 1, 100) > 0 else { continue }
            let count = Glibc.read(pipe.rawValue, &piece, piece.count)
            if count == 0 { return said }
            if count < 0 {
                if errno == EINTR { continue }
                throw ProgramFailure(reason: "read: \("\(Errno(rawValue: errno))".lowercased())")
            }
            said += piece[..<count]
            guard said.count <= limit else { throw ProgramFailure(reason: "said more than \(limit) bytes") }
        }
        throw ProgramFailure(reason: "cancelled")
    }
}
