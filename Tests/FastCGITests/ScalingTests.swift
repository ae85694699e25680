import Testing

@testable import FastCGI

@Suite("The number of processes follows the load")
struct ScalingTests {
    private func load(
        waiting: Bool = false, starting: Bool = false, free: Bool = false,
        idle: [(process: Int, duration: Duration)] = []
    ) -> Scaling.Load {
        Scaling.Load(isWaiting: waiting, isStarting: starting, hasFreeWorker: free, idle: idle)
    }

    @Test("One more is wanted when connections wait and no worker is free, twice in a row, up to the largest number")
    func waitingConnectionsStartProcesses() {
        var scaling = Scaling(1...3, idleTimeout: .seconds(60))
        #expect(scaling.wanted == 1)
        let busy = load(waiting: true)
        #expect(scaling.step(busy) == .nothing)
        #expect(scaling.step(load()) == .nothing)
        #expect(scaling.step(busy) == .nothing)
        #expect(scaling.step(busy) == .start && scaling.wanted == 2)
        // The new process may be enough.
        #expect(scaling.step(load(waiting: true, starting: true)) == .nothing)
        #expect(scaling.step(load(waiting: true, free: true)) == .nothing)
        #expect(scaling.step(busy) == .nothing)
        #expect(scaling.step(busy) == .start && scaling.wanted == 3)
        for _ in 0..<5 { #expect(scaling.step(busy) == .nothing) }
        #expect(scaling.wanted == 3)
    }

    @Test("The process that was idle for longest ends after its time, down to the smallest number")
    func idleProcessesEnd() {
        var scaling = Scaling(1...3, idleTimeout: .seconds(60))
        for _ in 0..<4 { _ = scaling.step(load(waiting: true)) }
        #expect(scaling.wanted == 3)
        let idle: [(process: Int, duration: Duration)] = [(7, .seconds(61)), (8, .seconds(70)), (9, .seconds(59))]
        #expect(scaling.step(load(waiting: true, free: true, idle: idle)) == .nothing)
        #expect(scaling.step(load(starting: true, free: true, idle: idle)) == .nothing)
        #expect(scaling.step(load(free: true, idle: [(9, .seconds(59))])) == .nothing)
        #expect(scaling.step(load(free: true, idle: idle)) == .end(8))
        #expect(scaling.step(load(free: true, idle: idle)) == .end(8) && scaling.wanted == 1)
        #expect(scaling.step(load(free: true, idle: idle)) == .nothing)
    }

    @Test("Without a process, the first connection starts one at once")
    func firstConnectionStartsAProcess() {
        var scaling = Scaling(0...2, idleTimeout: .seconds(60))
        #expect(scaling.wanted == 1)
        #expect(scaling.step(load(free: true, idle: [(7, .seconds(60))])) == .end(7) && scaling.wanted == 0)
        #expect(scaling.step(load()) == .nothing)
        #expect(scaling.step(load(waiting: true)) == .start && scaling.wanted == 1)
        #expect(scaling.step(load(free: true, idle: [(8, .seconds(60))])) == .end(8))
        scaling.reload()
        #expect(scaling.wanted == 1)
    }

    @Test("A fixed number never changes")
    func fixedNumberStays() {
        var scaling = Scaling(2...2, idleTimeout: .zero)
        #expect(!scaling.varies)
        for _ in 0..<4 { #expect(scaling.step(load(waiting: true)) == .nothing) }
        #expect(scaling.step(load(free: true, idle: [(7, .seconds(60))])) == .nothing && scaling.wanted == 2)
    }
}
