#if DEBUG
    import Foundation
    import GatehouseTesting
    import GatewayInterface
    import HTTPTypes
    import Synchronization
    import TestSupport
    import Testing

    @testable import FastCGI
    @testable import Gatehouse
    @testable import GatehouseCore

    @Suite("Interrupted uploads", .timeLimit(.minutes(5)))
    struct UploadFaultTests {
        private let bytes = Gate.pattern(count: 150_000)

        /// A body of several pieces, with work between them. It breaks off at the end unless it is complete.
        private final class PiecesSource: RequestBodySource {
            let length: Int?
            private let pieces: Mutex<[[UInt8]]>
            private let isComplete: Bool
            private let between: @Sendable (Int) async -> Void

            init(
                _ pieces: [[UInt8]], length: Int?, isComplete: Bool = false,
                between: @escaping @Sendable (Int) async -> Void = { _ in }
            ) {
                self.pieces = Mutex(pieces)
                self.length = length
                self.isComplete = isComplete
                self.between = between
            }

            var remaining: Int? { nil }
            func abandon() {}

            func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
                let (piece, left) = pieces.withLock { pieces in
                    (pieces.isEmpty ? nil : pieces.removeFirst(), pieces.count)
                }
                await between(left)
                if let piece { return piece }
                if isComplete { return [] }
                throw RequestBodyError(.truncated)
            }
        }

        /// Sends a PATCH with a body of its own.
        private func patch(
            _ gate: Gate, _ path: String, at offset: Int, _ source: PiecesSource, isLast: Bool
        ) async throws -> Response {
            var gate = gate
            gate.configuration.hosts = .any
            let dispatcher = try Dispatcher(gate, dependencies: .world(observer: { _ in }))
            var request = TestRequest(.patch, path, as: .bearer("ada"))
            for (name, value) in [
                "Content-Type": "application/partial-upload", "Upload-Offset": "\(offset)",
                "Upload-Complete": isLast ? "?1" : "?0",
            ] {
                request.headers[try #require(HTTPField.Name(name))] = value
            }
            let parameters = try Parameters(request.pairs())
            return await dispatcher.respond(to: parameters, body: RequestBody(source))
        }

        @Test("After a cut connection, the bytes that have arrived count", arguments: [true, false])
        func arrivedBytesCount(_ isLast: Bool) async throws {
            let site = try UploadSite()
            let client = try site.client()
            let path = try await client.begin(bytes.count)
            let source = PiecesSource(
                [Array(bytes[..<1000]), Array(bytes[1000..<70_000])], length: isLast ? bytes.count : 90_000)
            let response = try await patch(site.gate(), path, at: 0, source, isLast: isLast)
            #expect(response.status == .badRequest)
            #expect(try await client.offset(path) == 70_000)
            #expect(site.completed.withLock { $0.isEmpty })
            let end = try await client.append(path, at: 70_000, Array(bytes[70_000...]), isLast: true)
            #expect(end.status == .created)
            #expect(site.object(String(path.suffix(26))) == bytes)
        }

        @Test("A body without an announced length is limited too")
        func unannouncedLengthIsLimited() async throws {
            var limits = ResumableUploadLimits(size: 1 << 20)
            limits.piece = 100_000
            let site = try UploadSite(limits)
            let client = try site.client()
            func pieces(_ count: Int) -> PiecesSource {
                PiecesSource(
                    (0..<count).map { _ in Array(bytes[..<50_000]) }, length: nil, isComplete: true)
            }
            let path = try await client.begin()
            let large = try await patch(site.gate(), path, at: 0, pieces(3), isLast: true)
            #expect(large.status == .contentTooLarge)
            #expect(HTTPField.Name("Upload-Limit").flatMap { large.headers[$0] } != nil)
            #expect(try await client.offset(path) == 100_000)
            // Longer than the file.
            let short = try await client.begin(60_000)
            #expect(try await patch(site.gate(), short, at: 0, pieces(2), isLast: true).status == .badRequest)
            #expect(site.completed.withLock { $0.isEmpty })
            // Shorter than the file.
            let long = try await client.begin(60_000)
            #expect(try await patch(site.gate(), long, at: 0, pieces(1), isLast: true).status == .badRequest)
            #expect(try await client.offset(long) == 50_000)
            #expect(site.completed.withLock { $0.isEmpty })
        }

        @Test(
            "A later request takes the turn: the earlier one appends nothing more",
            arguments: [HTTPRequest.Method.head, .delete])
        func laterRequestTakesTheTurn(_ method: HTTPRequest.Method) async throws {
            let site = try UploadSite()
            let client = try site.client()
            // Another process gets the later request.
            let other = try site.client(try site.another())
            let path = try await client.begin(3000)
            let piece = Array(bytes[..<1000])
            let offsets = Mutex<[Int?]>([])
            let source = PiecesSource([piece, piece, piece], length: 3000) { left in
                guard left == 1 else { return }
                let response = try? await other.send(method, path)
                offsets.withLock { $0.append(response?.uploadOffset) }
            }
            let response = try await patch(site.gate(), path, at: 0, source, isLast: true)
            #expect(response.status == .conflict)
            #expect(site.completed.withLock { $0.isEmpty })
            if method == .head {
                #expect(offsets.withLock { $0 } == [1000])
                // What the client learned is still true.
                #expect(try await client.offset(path) == 1000)
                #expect(try await client.append(path, at: 1000, piece + piece, isLast: true).status == .created)
            } else {
                #expect(try await client.offset(path) == nil)
                #expect(try site.files(".data") == [])
            }
        }

        @Test("Only one of several requests that complete an upload runs the program")
        func completionHappensOnce() async throws {
            let site = try UploadSite()
            let client = try site.client()
            let path = try await client.begin(bytes.count)
            let clients = try (0..<8).map { _ in try site.client(try site.another()) }
            let responses = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for client in clients {
                    group.addTask { try await client.append(path, at: 0, self.bytes, isLast: true) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(site.completed.withLock { $0.count } == 1)
            #expect(site.object(String(path.suffix(26))) == bytes)
            #expect(Set(responses.map(\.status)).isSubset(of: [.created, .conflict]))
            #expect(responses.contains { $0.status == .created })
        }

        @Test("A full disk gives 507, and the offset is the number of bytes that were written")
        func fullDiskIsReported() async throws {
            let site = try UploadSite()
            let bytes = bytes
            try await onDrivenThread { driver in
                let client = try site.client()
                let path = try await client.begin(bytes.count)
                _ = try await client.append(path, at: 0, Array(bytes[..<50_000]))
                driver.arm(SystemCallDriver.Fault(call: 2, number: ENOSPC) { operation, _ in operation == "write" })
                let response = try await client.append(path, at: 50_000, Array(bytes[50_000...]), isLast: true)
                driver.arm(nil)
                #expect(response.status.code == 507)
                #expect(response.text.contains("disk of the server is full"))
                let offset = try #require(response.uploadOffset)
                #expect(offset > 50_000)
                #expect(try await client.offset(path) == offset)
                #expect(site.completed.withLock { $0.isEmpty })
                let end = try await client.append(path, at: offset, Array(bytes[offset...]), isLast: true)
                #expect(end.status == .created)
                #expect(site.object(String(path.suffix(26))) == bytes)
                driver.arm(SystemCallDriver.Fault(call: 1, number: ENOSPC) { operation, _ in operation == "write" })
                let refused = try await client.send(.post, "/box/uploads", ["Upload-Complete": "?0"])
                driver.arm(nil)
                #expect(refused.status.code == 507)
                #expect(try site.files(".data") + site.files(".state") == [])
            }
        }

        @Test("Wherever a process is killed, the upload can be continued or does not exist, and one object results")
        func killedProcessLeavesAResumableUpload() async throws {
            let bytes = bytes
            var call = 1
            let isOver = Mutex(false)
            while !isOver.withLock({ $0 }) {
                let number = call
                let site = try UploadSite()
                try await onDrivenThread { driver in
                    let client = try site.client()
                    let path = try await client.begin(bytes.count)
                    _ = try await client.append(path, at: 0, Array(bytes[..<100_000]))
                    // From this call on, every call of the first process fails.
                    driver.arm(SystemCallDriver.Fault(call: number, number: EIO, lasts: true))
                    _ = try await client.append(path, at: 100_000, Array(bytes[100_000...]), isLast: true)
                    isOver.withLock { $0 = driver.isArmed }
                    driver.arm(nil)
                    let next = try site.client(try site.another())
                    let head = try await next.send(.head, path)
                    #expect(head.status == .noContent, "after call \(number)")
                    let offset = try #require(head.uploadOffset)
                    #expect(offset >= 100_000)
                    let end = try await next.append(path, at: offset, Array(bytes[offset...]), isLast: true)
                    #expect(end.status == .created, "after call \(number)")
                    #expect(site.object(String(path.suffix(26))) == bytes)
                    #expect(try site.objectNames.count == 1)
                    try site.uploads.removeExpired()
                    #expect(try site.files(".data") + site.files(".state") == [], "after call \(number)")
                    #expect(try site.uploads.pending(of: "ada").isEmpty)
                }
                call += 1
                #expect(call < 500)
            }
            #expect(call > 10)
        }

        @Test("A process that is killed while an upload begins leaves a whole one or none")
        func killedProcessBeginsNoHalfUpload() async throws {
            let isOver = Mutex(false)
            for number in 1..<200 where !isOver.withLock({ $0 }) {
                let site = try UploadSite()
                try await onDrivenThread { driver in
                    let client = try site.client()
                    driver.arm(SystemCallDriver.Fault(call: number, number: EIO, lasts: true))
                    let response = try await client.send(.post, "/box/uploads", ["Upload-Complete": "?0"])
                    isOver.withLock { $0 = driver.isArmed }
                    driver.arm(nil)
                    let uploads = try site.another()
                    let pending = try uploads.pending(of: "ada")
                    #expect(pending.count <= 1)
                    if response.status == .created { #expect(pending.count == 1) }
                    #expect(pending.allSatisfy { $0.offset == 0 })
                    _ = try await site.client(uploads).begin()
                }
            }
            #expect(isOver.withLock { $0 })
        }

        @Test("Old uploads and leftovers are removed, fresh ones stay")
        func oldUploadsExpire() async throws {
            var limits = ResumableUploadLimits(size: 1 << 20)
            limits.age = .seconds(100)
            let site = try UploadSite(limits)
            let client = try site.client()
            let old = try await client.begin()
            let fresh = try await client.begin()
            let done = try await client.begin()
            _ = try await client.append(done, at: 0, [1], isLast: true)
            func age(_ name: String, by seconds: Int64) throws {
                _ = try site.uploads.directory.setModified(name, to: WallClock.seconds - seconds)
            }
            for name in try site.files("") where name.contains(old.suffix(26)) {
                try age(name, by: 101)
            }
            try site.uploads.removeExpired()
            #expect(try await client.offset(old) == nil)
            #expect(try site.files("").filter { $0.contains(old.suffix(26)) } == [])
            #expect(try await client.offset(fresh) == 0)
            #expect(try await client.offset(done) == 1)
            // An orphan of each kind.
            for suffix in ["data", "turn", "state"] {
                try site.uploads.directory.create("0-1.\(suffix)", [], isDurable: false)
                try age("0-1.\(suffix)", by: 4000)
            }
            for name in try site.files(".answer") { try age(name, by: 4000) }
            try site.uploads.removeExpired()
            #expect(try site.files("").filter { $0.hasPrefix("0-1") } == [])
            #expect(try site.files(".answer") == [])
            #expect(try await client.offset(done) == nil)
            #expect(try await client.offset(fresh) == 0)
        }
    }
#endif
