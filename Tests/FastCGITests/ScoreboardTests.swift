#if DEBUG
    import Foundation
    import GatewayInterface
    import Glibc
    import TestSupport
    import Testing

    @testable import FastCGI

    @Suite("The scoreboard", .timeLimit(.minutes(5)))
    struct ScoreboardTests {
        private typealias Layout = ScoreboardLayout

        /// The word of the owner of a lane.
        private func owner(_ number: Int) -> Int { Layout.lane(number) + Layout.owner }

        /// A process that has ended, and its parent knows.
        private func endedProcess() throws -> UInt64 {
            let program = try Program("/bin/true")
            _ = program.end()
            return UInt64(program.id) << 42 | 1
        }

        @Test("A request counts once, with the class of its status, its bytes and its duration")
        func requestIsCounted() throws {
            let board = try Scoreboard(.memory)
            let lane = try #require(board.claim())
            for status in [200, 204, 301, 404, 403, 500, 0, 999] {
                lane.begin()
                lane.end(status: status, bytes: 10)
            }
            let counters = board.status(queue: nil).counters
            #expect(counters.requests == 8)
            #expect(counters.byClass == [2, 1, 2, 1, 2])
            #expect(counters.bytes == 80)
            #expect(counters.byTime.reduce(0, +) == 8)
            let worker = try #require(board.status(queue: nil).workers.first)
            #expect(worker.process == Int(getpid()) && worker.requests == 8 && worker.activity == .idle)
            #expect(worker.memory > 1_000_000 && worker.age >= .zero)
        }

        @Test("Each duration belongs to the first class whose limit it does not exceed")
        func durationsHaveClasses() {
            let limits = ServerStatus.Counters.limits
            for (index, limit) in limits.enumerated() {
                #expect(Lane.timeClass(limit) == index)
                #expect(Lane.timeClass(limit + 1) == index + 1)
            }
            #expect(Lane.timeClass(0) == 0)
            #expect(Layout.classes == ServerStatus.Counters.classes.count && Layout.routeWords == RouteLabel.wordCount)
            #expect(Layout.timeClasses == limits.count + 1)
            #expect(Lane.timeClass(.max) == limits.count)
        }

        @Test("A busy worker shows what it does and its route, an idle one neither")
        func activityIsShown() throws {
            let board = try Scoreboard(.memory)
            let lane = try #require(board.claim())
            func worker() throws -> ServerStatus.Worker { try #require(board.status(queue: nil).workers.first) }
            lane.begin()
            #expect(try worker().activity == .working && worker().route == nil)
            lane.note(RouteLabel("GET /notes/{id}"))
            lane.note(.reading)
            #expect(try worker().activity == .reading && worker().route == "GET /notes/{id}")
            lane.end(status: 200, bytes: 0)
            #expect(try worker().activity == .idle && worker().route == nil)
            lane.begin()
            #expect(try worker().route == nil)
            lane.abandon()
            #expect(try worker().activity == .stuck && board.status(queue: nil).counters.byClass[3] == 1)
            lane.release()
            #expect(board.status(queue: nil).workers.isEmpty)
        }

        @Test("A label keeps 48 bytes, and no half character")
        func labelIsCut() {
            let text = "GET /" + String(repeating: "ä", count: 40)
            let label = RouteLabel(text)
            #expect(RouteLabel(words: label.words).text == "GET /" + String(repeating: "ä", count: 21))
            #expect(RouteLabel("GET /").text == "GET /" && RouteLabel("").text.isEmpty)
        }

        @Test("The next worker takes the lane of a process that was killed, and continues its counters")
        func laneOfEndedProcessIsTaken() throws {
            let board = try Scoreboard(.memory)
            let lane = try #require(board.claim())
            lane.begin()
            lane.end(status: 200, bytes: 5)
            lane.begin()
            lane.note(RouteLabel("GET /killed"))
            // The process is killed here.
            board.file.store(try endedProcess(), at: owner(0))
            #expect(board.status(queue: nil).workers.isEmpty)
            #expect(board.status(queue: nil).counters.requests == 1)
            let next = try #require(board.claim())
            #expect(board.usedLanes == 0..<1)
            let worker = try #require(board.status(queue: nil).workers.first)
            #expect(worker.requests == 0 && worker.activity == .idle && worker.route == nil)
            next.begin()
            next.end(status: 200, bytes: 5)
            #expect(board.status(queue: nil).counters.requests == 2)
            #expect(board.status(queue: nil).workers.first?.requests == 1)
        }

        @Test("A process with the id of an ended one is another process")
        func reusedIDIsAnotherProcess() throws {
            let board = try Scoreboard(.memory)
            guard case .running(let own) = ProcessRecord.find(getpid()) else {
                Issue.record("this process is not found")
                return
            }
            let former = ProcessRecord(id: own.id, start: own.start - 1, memory: 0)
            board.file.store(try #require(Scoreboard.word(former)), at: owner(0))
            board.file.store(1, at: Layout.usedLanes)
            #expect(board.status(queue: nil).workers.isEmpty)
            #expect(board.claim() != nil)
            #expect(board.usedLanes == 0..<1)
        }

        @Test("A worker that finds no lane is counted, and a lane that becomes free is used again")
        func fullTableIsCounted() throws {
            let board = try Scoreboard(.memory)
            var lanes = (0..<Layout.lanes).map { _ in board.claim() }
            #expect(lanes.allSatisfy { $0 != nil })
            #expect(board.claim() == nil)
            #expect(board.status(queue: nil).workersWithoutPlace == 1)
            #expect(board.status(queue: nil).workers.count == Layout.lanes)
            lanes[77] = nil
            #expect(board.status(queue: nil).workers.count == Layout.lanes - 1)
            let lane = board.claim()
            #expect(lane != nil && board.claim() == nil)
        }

        @Test("A minute shows what ended in it, also after minutes without a request")
        func minutesAreShown() throws {
            let board = try Scoreboard(.memory)
            let lane = try #require(board.claim())
            // In the future, so that the real minute does not matter.
            let first = BootClock.monotonicNanoseconds / 60_000_000_000 + 1000
            func request(_ minute: UInt64, _ status: Int) {
                board.passes(minute * 60_000_000_000)
                lane.begin()
                lane.end(status: status, bytes: 0)
            }
            for (minute, count) in [(first, 3), (first + 1, 2), (first + 5, 4)] {
                for index in 0..<count { request(minute, index == 0 ? 500 : 200) }
            }
            func shown(_ minute: UInt64) -> [ServerStatus.Minute] {
                board.status(queue: nil, now: minute * 60_000_000_000 + 1).minutes
            }
            #expect(shown(first + 5).suffix(6).map(\.requests) == [3, 2, 0, 0, 0, 4])
            #expect(shown(first + 64).count == 60)
            #expect(shown(first + 64).first?.requests == 4 && shown(first + 64).first?.failures == 1)
            // The entry of a minute replaces the one of 64 minutes before.
            request(first + 69, 200)
            #expect(shown(first + 69).map(\.requests) == Array(repeating: 0, count: 59) + [1])
        }

        @Test("Two processes share the file of a directory, and only its user can open it")
        func fileIsShared() throws {
            let parent = try TemporaryDirectory()
            let path = parent.path("d")
            let one = try Scoreboard(.directory(path))
            let other = try Scoreboard(.directory(path))
            let (first, second) = (try #require(one.claim()), try #require(other.claim()))
            for lane in [first, second] {
                lane.begin()
                lane.end(status: 200, bytes: 1)
            }
            #expect(one.status(queue: nil).counters.requests == 2)
            #expect(other.status(queue: nil).workers.count == 2)
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + (names.first ?? ""))
            #expect(names.count == 1 && attributes[.posixPermissions] as? Int == 0o600)
            let directory = try FileManager.default.attributesOfItem(atPath: path)
            #expect(directory[.posixPermissions] as? Int == 0o700)
        }

        @Test("A directory of another boot is emptied, and other files remain")
        func fileOfAnotherBootIsRemoved() throws {
            let parent = try TemporaryDirectory()
            let path = parent.path("d")
            try OwnedDirectory.create(path: path)
            for name in ["scoreboard-1-anotherboot", "notes"] {
                try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/" + name))
            }
            let board = try Scoreboard(.directory(path))
            #expect(board.claim() != nil)
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(names.count == 2 && names.contains("notes") && !names.contains("scoreboard-1-anotherboot"))
        }

        /// Breaks if a file that is not a scoreboard is overwritten, or crashes the process.
        @Test(
            "A file that is not a scoreboard is refused and unchanged",
            arguments: ["short", "text", "another container", "a link"])
        func foreignFileIsRefused(_ kind: String) throws {
            let parent = try TemporaryDirectory()
            let path = parent.path("d")
            try OwnedDirectory.create(path: path)
            let file = path + "/scoreboard-1-\(try #require(BootClock.boot))"
            var content = [UInt8](repeating: 0x41, count: Layout.words * 8)
            switch kind {
            case "short": content.removeLast()
            case "another container":
                content = [UInt8](repeating: 0, count: Layout.words * 8)
                for index in 0..<8 {
                    content[index] = UInt8(truncatingIfNeeded: Layout.magicValue >> UInt64(index * 8))
                }
                content[Layout.namespace * 8] = 7
            default: break
            }
            let url = URL(fileURLWithPath: kind == "a link" ? path + "/other" : file)
            try Data(content).write(to: url)
            if kind == "a link" {
                try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: url.path)
            }
            #expect(throws: SystemError.self) { try Scoreboard(.directory(path)) }
            #expect(try Data(contentsOf: url) == Data(content))
        }

        @Test("A directory that others can enter is refused")
        func publicDirectoryIsRefused() throws {
            let parent = try TemporaryDirectory()
            let path = parent.path("d")
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
            #expect(throws: SystemError.self) { try Scoreboard(.directory(path)) }
        }

        @Test("Random words in a table are shown as some numbers, and crash nothing")
        func damagedTableCrashesNothing() throws {
            let board = try Scoreboard(.memory)
            for _ in 0..<20 {
                for index in Layout.usedLanes..<Layout.words { board.file.store(.random(in: .min ... .max), at: index) }
                let lane = board.claim()
                lane?.begin()
                lane?.note(RouteLabel("GET /"))
                lane?.end(status: 200, bytes: 1)
                let status = board.status(queue: nil)
                #expect(status.minutes.count <= 60)
                #expect(status.workers.count <= Layout.lanes)
            }
        }

        @Test("The memory of a supervisor has a fixed size, and another file is refused as its scoreboard")
        func inheritedFileIsChecked() throws {
            let board = try Scoreboard(.memory)
            let number = try #require(board.file.number)
            #expect(ftruncate(number, 0) == -1 && ftruncate(number, 1 << 30) == -1)
            let same = try Scoreboard(inherited: Descriptor(adopting: dup(number)))
            let lane = same.claim()
            #expect(lane != nil && board.status(queue: nil).workers.count == 1)
            for words in [Layout.words - 1, Layout.words + 1] {
                let other = try MappedFile(inMemory: words)
                let copy = dup(try #require(other.number))
                #expect(throws: SystemError.self) { try Scoreboard(inherited: Descriptor(adopting: copy)) }
            }
            let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
            #expect(throws: SystemError.self) { try Scoreboard(inherited: Descriptor(adopting: null)) }
        }

        @Test("The name of a program can contain anything, and a zombie has ended")
        func processRecordsAreRead() throws {
            func text(_ name: String, _ state: String) -> [UInt8] {
                Array("42 (\(name)) \(state) 1 42 42 0 -1 4194304 1 0 0 0 2 3 0 0 20 0 1 0 12345 9999 7 18446 1\n".utf8)
            }
            for name in ["app", "a) R 1 (", ") Z 9", ""] {
                guard case .running(let record) = ProcessRecord.parse(text(name, "S")) else {
                    Issue.record("\(name)")
                    continue
                }
                #expect(record.id == 42 && record.start == 12345 && record.memory == 7 * sysconf(CInt(_SC_PAGESIZE)))
            }
            guard case .ended = ProcessRecord.parse(text("app", "Z")) else {
                Issue.record("a zombie")
                return
            }
            for broken in ["", "42", "42 (app) S 1", "x (app) S"] {
                guard case .unknown = ProcessRecord.parse(Array(broken.utf8)) else {
                    Issue.record("\(broken)")
                    continue
                }
            }
        }

        /// Breaks if a reader takes the words of a route while they change.
        @Test("A reader never sees a mixture of two routes")
        func routesAreNotMixed() async throws {
            let board = try Scoreboard(.memory)
            let lane = try #require(board.claim())
            let texts = ["GET /" + String(repeating: "a", count: 43), "GET /" + String(repeating: "b", count: 43)]
            let labels = texts.map { RouteLabel($0) }
            let isOver = Box(false)
            let ends = try Thread.startJoinable {
                while !isOver.value {
                    for label in labels {
                        lane.begin()
                        lane.note(label)
                        lane.end(status: 200, bytes: 0)
                    }
                }
            }
            var seen: Set<String> = []
            let end = ContinuousClock.now + .seconds(1)
            while ContinuousClock.now < end || (seen.count < 2 && ContinuousClock.now < end + .hang) {
                for worker in board.status(queue: nil).workers { if let route = worker.route { seen.insert(route) } }
            }
            isOver.value = true
            ends()
            #expect(seen == Set(texts))
        }
    }
#endif
