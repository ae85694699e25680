import FastCGIClient
import GatewayInterface
import Glibc
import TestSupport
import Testing

@testable import FastCGI

/// The records of a body, as one end of a connection gets them.
@Suite("The reader of bodies", .timeLimit(.minutes(5)))
struct BodyReaderTests {
    /// A reader of request 1 and the two ends of its connection.
    private final class Reading {
        let peer: Descriptor
        private let connection: Descriptor
        private var inbox = Inbox()
        private var reader = BodyReader(requestID: 1, workers: 1)

        init(_ bytes: [UInt8] = []) throws {
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            guard let address = listener.address else { throw Failure("a listener without an address") }
            peer = try address.connect()
            _ = try Poll.readable((listener.number, -1, -1))
            connection = Descriptor(adopting: accept(listener.number, nil, nil))
            try send(bytes)
        }

        /// Sends bytes, and waits until they are there.
        func send(_ bytes: [UInt8]) throws {
            try peer.write(bytes)
            var buffer = [UInt8](repeating: 0, count: bytes.count + 1)
            while !bytes.isEmpty {
                _ = try Poll.readable((connection.number, -1, -1))
                if try connection.peek(into: &buffer) >= bytes.count { return }
            }
        }

        func read(upTo limit: Int) throws -> [UInt8] {
            try reader.read(upTo: limit, &inbox, from: connection, timeout: .hang)
        }

        func isAborted() -> Bool { reader.isAborted(inbox, on: connection) }

        func drain() -> Bool { reader.drain(&inbox, from: connection) }
    }

    private static let abort = Record(.abortRequest).bytes

    /// A handler that asked for ten bytes has no more than ten in memory.
    @Test("No more is handed out than was asked for, over the ends of records; the rest comes next")
    func limit() throws {
        let bytes = Record.stream(.standardInput, [1, 2, 3, 4, 5, 6, 7], longest: 4).flatMap(\.bytes)
        let reading = try Reading(bytes)
        #expect(try reading.read(upTo: 3) == [1, 2, 3])
        #expect(try reading.read(upTo: 3) == [4, 5, 6])
        #expect(try reading.read(upTo: 3) == [7])
        #expect(try reading.read(upTo: 3) == [])
    }

    /// Without a length nothing else would tell such a body from a whole one.
    @Test("A body that is aborted, or breaks off, is truncated, however long it was to be")
    func truncated() throws {
        for end in [Self.abort, Record(.standardInput, version: 2).bytes, Record(.parameters).bytes] {
            let reading = try Reading(Record(.standardInput, content: [1]).bytes + end)
            #expect(try reading.read(upTo: 10) == [1])
            #expect(throws: RequestBodyError(.truncated)) { try reading.read(upTo: 10) }
        }
    }

    @Test("A question of 1,024 bytes in a body is answered, and a longer one breaks it off")
    func longQuestion() throws {
        for (length, isAnswered) in [(1024, true), (1025, false)] {
            // Five bytes for the two lengths.
            let name = String(repeating: "n", count: length - 5)
            let content = NameValuePairs.encode([(name: name, value: "")])
            #expect(content.count == length)
            let question = Record(.getValues, requestID: 0, content: content).bytes
            let reading = try Reading(question + Record(.standardInput, content: [1]).bytes)
            if isAnswered {
                #expect(try reading.read(upTo: 1) == [1])
                #expect(try reading.peer.read(upTo: 100) == Record(.getValuesResult, requestID: 0).bytes)
            } else {
                #expect(throws: RequestBodyError(.truncated)) { try reading.read(upTo: 1) }
            }
        }
    }

    @Test("A header is looked for behind the padding, not in it")
    func padding() throws {
        // The padding looks like the end of the body.
        var record = Record(.standardInput, content: [1], paddingLength: 8).bytes
        record.replaceSubrange(9..., with: Record(.standardInput).bytes)
        for split in 9..<record.count {
            let reading = try Reading(Array(record[..<split]))
            #expect(try reading.read(upTo: 1) == [1])
            try reading.send(record[split...] + Record(.standardInput, content: [2]).bytes)
            #expect(try reading.read(upTo: 1) == [2], "split after \(split) bytes")
        }
    }

    @Test("An abort is seen behind padding that has not been read, and in whatever has arrived")
    func abortBehindPadding() throws {
        let record = Record(.standardInput, content: [1, 2, 3], paddingLength: 5).bytes
        for split in [record.count - 5, record.count - 2, record.count] {
            let reading = try Reading(Array(record[..<split]))
            #expect(try reading.read(upTo: 3) == [1, 2, 3])
            #expect(!reading.isAborted())
            try reading.send(record[split...] + Self.abort)
            #expect(reading.isAborted(), "split after \(split) bytes")
            #expect(throws: RequestBodyError(.truncated)) { try reading.read(upTo: 1) }
        }
    }

    @Test("What only looks like an abort is none: of another version, or of another request")
    func noAbort() throws {
        for other in [Record(.abortRequest, version: 2).bytes, Record(.abortRequest, requestID: 2).bytes] {
            let reading = try Reading(other)
            #expect(!reading.isAborted())
        }
    }

    /// A worker that has once seen large parameters must not keep their memory for ever.
    @Test("An inbox that has grown is as small as before for the next connection")
    func inbox() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let peer = try address.connect()
        _ = try Poll.readable((listener.number, -1, -1))
        let connection = Descriptor(adopting: accept(listener.number, nil, nil))
        var inbox = Inbox()
        try peer.write([1])
        _ = try Poll.readable((connection.number, -1, -1))
        #expect(try inbox.receive(from: connection) == 1)
        inbox.grow()
        inbox.clear()
        #expect(inbox.count == 0)
        try peer.write([UInt8](repeating: 2, count: 2 * Inbox.usualSize))
        try peer.finishWriting()
        var largest = 0
        while true {
            _ = try Poll.readable((connection.number, -1, -1))
            let count = try inbox.receive(from: connection)
            if count == 0 { break }
            #expect(inbox.bytes.allSatisfy { $0 == 2 })
            largest = max(largest, count)
            inbox.drop(count)
        }
        #expect((1...Inbox.usualSize).contains(largest))
    }

    /// What stands behind would pass for a request, or for a part of one.
    @Test("Draining ends behind the body, and says so only of a whole one")
    func drain() throws {
        let whole = Record(.standardInput, content: [1, 2]).bytes + Record(.standardInput, paddingLength: 3).bytes
        let reading = try Reading(whole)
        #expect(reading.drain())
        for count in 0..<whole.count {
            let reading = try Reading(Array(whole[..<count]))
            #expect(!reading.drain(), "after \(count) of \(whole.count) bytes")
        }
        for end in [Self.abort, Record(.parameters).bytes, Record(.standardInput, version: 2).bytes] {
            let reading = try Reading(end)
            #expect(!reading.drain())
        }
    }
}
