import Foundation
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

/// A signal on a worker's thread interrupts a read(2) or write(2) of libfcgi, which then drops the connection.
@Suite("Threads and signals", .timeLimit(.minutes(5)))
struct ThreadTests {
    /// Every signal from outside, except those of the thread's own faults, which print a backtrace, SIGKILL and
    /// SIGSTOP, which cannot be blocked, and the two that glibc uses itself.
    private static let blockable = (CInt(1)...64).filter { number in
        let faults = [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS]
        return !(faults + [SIGKILL, SIGSTOP, 32, 33]).contains(number)
    }

    /// The signals that the calling thread blocks, according to the kernel.
    private static func blocked() throws -> [CInt] {
        let status = try String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigBlk:") }),
            let bits = UInt64(line.dropFirst("SigBlk:".count).trimmingCharacters(in: .whitespaces), radix: 16)
        else { throw Failure("no mask in \(status)") }
        return (CInt(1)...64).filter { bits >> UInt64($0 - 1) & 1 == 1 }
    }

    /// Unblocks every signal on the calling thread: Swift's pool threads and those of this binding block most signals.
    private static func blockNone() {
        var none = sigset_t()
        // Both calls use the local set.
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    }

    @Test("A thread blocks every signal except those of its own faults, and its creator's mask stays unchanged")
    func threadBlocksOutsideSignals() async throws {
        let masks = Box<[[CInt]]>([])
        try await onThread {
            Self.blockNone()
            let begun = DispatchSemaphore(value: 0)
            try Thread.start {
                if let mask = try? Self.blocked() { masks.change { $0.append(mask) } }
                begun.signal()
            }
            guard begun.hasCome() else { throw Failure("the thread did not run") }
            let own = try Self.blocked()
            masks.change { $0.append(own) }
        }
        #expect(masks.value == [Self.blockable, []])
    }

    @Test("A handler's thread blocks these signals, whatever thread started the server")
    func handlerThreadBlocksSignals() async throws {
        let mask = Box<[CInt]>([])
        let server = try Server()
        try await onThread {
            Self.blockNone()
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            guard let address = listener.address else { throw Failure("a listener without an address") }
            let client = Box<(any Error)?>(nil)
            try Thread.start {
                do { try Peer.askWell(address) } catch { client.value = error }
                server.stop()
            }
            try await server.run(on: listener) { _, response in
                mask.value = try Self.blocked()
                try response.finish(.plain(200))
            }
            if let error = client.value { throw error }
        }
        #expect(mask.value == Self.blockable)
    }

    private func onThread(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let executor = WorkerExecutor()
        try Thread.start { executor.run() }
        try await Task(executorPreference: executor) {
            defer { executor.finish() }
            try await body()
        }.value
    }
}
