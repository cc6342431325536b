import Synchronization

/// The keys of changed objects for one reader. Changes of one object that wait are told once, so it cannot grow beyond
/// the number of objects.
final class ChangeFeed: Sendable {
    private struct Pending {
        var keys: [ObjectKey] = []
        var known: Set<ObjectKey> = []
        var isClosed = false
    }

    private let pending = Mutex(Pending())
    private let signal: AsyncStream<Void>
    private let signaller: AsyncStream<Void>.Continuation

    init() {
        (signal, signaller) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ keys: [ObjectKey]) {
        pending.withLock { pending in
            guard !pending.isClosed else { return }
            for key in keys where pending.known.insert(key).inserted { pending.keys.append(key) }
        }
        signaller.yield()
    }

    /// The keys as they come. To be read once.
    func keys() -> AsyncStream<ObjectKey> {
        let source = Batches(feed: self, signals: signal)
        return AsyncStream {
            await source.next()
        } onCancel: {
            self.pending.withLock { $0 = Pending(isClosed: true) }
        }
    }

    fileprivate func takeAll() -> [ObjectKey] {
        pending.withLock { pending in
            let keys = pending.keys
            pending.keys = []
            pending.known = []
            return keys
        }
    }

    /// The reading end: hands out what was taken in one go, one key after the other.
    private actor Batches {
        private let feed: ChangeFeed
        private let signals: AsyncStream<Void>
        private var batch: ArraySlice<ObjectKey> = []

        init(feed: ChangeFeed, signals: AsyncStream<Void>) {
            self.feed = feed
            self.signals = signals
        }

        func next() async -> ObjectKey? {
            while batch.isEmpty {
                batch = feed.takeAll()[...]
                if !batch.isEmpty { break }
                var found = false
                for await _ in signals {
                    found = true
                    break
                }
                if !found { return nil }
            }
            return batch.popFirst()
        }
    }
}
