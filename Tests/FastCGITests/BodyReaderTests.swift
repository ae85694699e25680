import FastCGIClient
import GatewayInterface
import Glibc
import TestSupport
import Testing

@testable import FastCGI

/// The records of a body as one end of a connection receives them.
@Suite("BodyReader", .timeLimit(.minutes(5)))
struct BodyReaderTests {
    /// A reader for request 1 and both ends of its connection.
    private final class Reading {
        let peer: Descriptor
        private let connection: Descriptor
        private var receiveBuffer = ReceiveBuffer()
        private var reader: BodyReader

        init(_ bytes: [UInt8] = [], announced: Int? = nil) throws {
            reader = BodyReader(requestID: 1, workers: 1, announced: announced)
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            guard let address = listener.address else { throw Failure("a listener without an address") }
            peer = try address.connect()
            _ = try Poll.readable(listener.number)
            connection = Descriptor(adopting: accept(listener.number, nil, nil))
            try send(bytes)
        }

        /// Sends bytes and waits until they have arrived.
        func send(_ bytes: [UInt8]) throws {
            try peer.write(bytes)
            var buffer = [UInt8](repeating: 0, count: bytes.count + 1)
            while !bytes.isEmpty {
                _ = try Poll.readable(connection.number)
                if try connection.peek(into: &buffer) >= bytes.count { return }
            }
        }

        func read(upTo limit: Int) throws -> [UInt8] {
            try reader.read(upTo: limit, &receiveBuffer, from: connection, timeout: .hang)
        }

        func isAborted() -> Bool { reader.isAborted(receiveBuffer, on: connection) }

        func drain() -> BodyReader.Rest { reader.drain(&receiveBuffer, from: connection) }
    }

    private static let abort = Record(.abortRequest).bytes

    /// A handler that asks for ten bytes has at most ten in memory.
    @Test("A read returns at most its limit, across records; the rest comes next")
    func readReturnsUpToLimit() throws {
        let bytes = Record.stream(.standardInput, [1, 2, 3, 4, 5, 6, 7], longest: 4).flatMap(\.bytes)
        let reading = try Reading(bytes)
        #expect(try reading.read(upTo: 3) == [1, 2, 3])
        #expect(try reading.read(upTo: 3) == [4, 5, 6])
        #expect(try reading.read(upTo: 3) == [7])
        #expect(try reading.read(upTo: 3) == [])
    }

    /// Without a length, nothing else distinguishes such a body from a complete one.
    @Test("A body that is aborted or breaks off is truncated, whatever its length")
    func abortedBodyIsTruncated() throws {
        for end in [Self.abort, Record(.standardInput, version: 2).bytes, Record(.parameters).bytes] {
            let reading = try Reading(Record(.standardInput, content: [1]).bytes + end)
            #expect(try reading.read(upTo: 10) == [1])
            #expect(throws: RequestBodyError(.truncated)) { try reading.read(upTo: 10) }
        }
    }

    @Test("FCGI_GET_VALUES of 1,024 bytes in a body gets a response; a longer one truncates the body")
    func longQuestionBreaksBody() throws {
        for (length, hasResponded) in [(1024, true), (1025, false)] {
            // Five bytes encode the two lengths.
            let name = String(repeating: "n", count: length - 5)
            let content = NameValuePairs.encode([(name: name, value: "")])
            #expect(content.count == length)
            let question = Record(.getValues, requestID: 0, content: content).bytes
            let reading = try Reading(question + Record(.standardInput, content: [1]).bytes)
            if hasResponded {
                #expect(try reading.read(upTo: 1) == [1])
                #expect(try reading.peer.read(upTo: 100) == Record(.getValuesResult, requestID: 0).bytes)
            } else {
                #expect(throws: RequestBodyError(.truncated)) { try reading.read(upTo: 1) }
            }
        }
    }

    @Test("The next header is read after the padding, not from it")
    func paddingIsSkipped() throws {
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

    @Test("An abort is found after unread padding, and in any bytes that have arrived")
    func abortIsFoundAfterPadding() throws {
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

    @Test("A record of another version or request is not an abort")
    func similarRecordIsNoAbort() throws {
        for other in [Record(.abortRequest, version: 2).bytes, Record(.abortRequest, requestID: 2).bytes] {
            let reading = try Reading(other)
            #expect(!reading.isAborted())
        }
    }

    /// A worker that once received large parameters must not keep their memory forever.
    @Test("An inbox that grew is small again for the next connection")
    func receiveBufferShrinksForNextConnection() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let peer = try address.connect()
        _ = try Poll.readable(listener.number)
        let connection = Descriptor(adopting: accept(listener.number, nil, nil))
        var receiveBuffer = ReceiveBuffer()
        try peer.write([1])
        _ = try Poll.readable(connection.number)
        #expect(try receiveBuffer.receive(from: connection) == 1)
        receiveBuffer.grow()
        receiveBuffer.clear()
        #expect(receiveBuffer.count == 0)
        try peer.write([UInt8](repeating: 2, count: 2 * ReceiveBuffer.usualSize))
        try peer.finishWriting()
        var largest = 0
        while true {
            _ = try Poll.readable(connection.number)
            let count = try receiveBuffer.receive(from: connection)
            if count == 0 { break }
            #expect(receiveBuffer.bytes.allSatisfy { $0 == 2 })
            largest = max(largest, count)
            receiveBuffer.drop(count)
        }
        #expect((1...ReceiveBuffer.usualSize).contains(largest))
    }

    /// Otherwise the bytes after the body could be parsed as a part of a request.
    @Test("Draining stops after the body, and reports success only for a complete one")
    func drainStopsAfterBody() throws {
        let whole = Record(.standardInput, content: [1, 2]).bytes + Record(.standardInput, paddingLength: 3).bytes
        let reading = try Reading(whole)
        #expect(reading.drain() == .nothing)
        for count in 1..<whole.count {
            let reading = try Reading(Array(whole[..<count]))
            #expect(reading.drain() == .body, "after \(count) of \(whole.count) bytes")
        }
        for end in [Record(.parameters).bytes, Record(.standardInput, version: 2).bytes] {
            let reading = try Reading(end)
            #expect(reading.drain() == .body)
        }
    }

    @Test("Draining stops after a complete FCGI_ABORT_REQUEST")
    func drainStopsAfterAbort() throws {
        let bytes = Record(.standardInput, content: [1, 2]).bytes + Self.abort
        #expect(try Reading(bytes).drain() == .nothing)
        #expect(try Reading(Record(.abortRequest, paddingLength: 3).bytes).drain() == .nothing)
        #expect(try Reading(Record(.abortRequest, content: [1]).bytes).drain() == .body)
        let padded = Record(.abortRequest, paddingLength: 3).bytes
        #expect(try Reading(padded.dropLast()).drain() == .body)
        // The watchdog has seen the record after an unread body.
        let seen = try Reading(bytes)
        #expect(seen.isAborted())
        #expect(seen.drain() == .body)
    }

    @Test("Draining distinguishes a body without its end record from an incomplete one")
    func drainDistinguishesMissingEnd() throws {
        let content = Record(.standardInput, content: [1, 2]).bytes
        #expect(try Reading().drain() == .endOfBody, "no length, no bytes")
        #expect(try Reading(announced: 0).drain() == .endOfBody)
        #expect(try Reading(announced: 2).drain() == .body)
        #expect(try Reading(content).drain() == .body, "no length, more may follow")
        for (announced, rest) in [(1, BodyReader.Rest.body), (2, .endOfBody), (3, .body)] {
            #expect(try Reading(content, announced: announced).drain() == rest, "\(announced)")
            let read = try Reading(content, announced: announced)
            #expect(try read.read(upTo: 2) == [1, 2])
            #expect(read.drain() == rest, "\(announced), read")
        }
        let padded = Record(.standardInput, content: [1, 2], paddingLength: 2).bytes
        #expect(try Reading(padded.dropLast(), announced: 2).drain() == .body, "inside its padding")
        #expect(try Reading(content + [1], announced: 2).drain() == .body, "inside the next header")
        let ended = try Reading(content, announced: 2)
        try ended.peer.finishWriting()
        _ = try ended.read(upTo: 2)
        #expect(ended.drain() == .body, "the connection has ended")
    }

    @Test("Only a kept connection is drained before the end of the body")
    func keptConnectionSettlesBeforeEnd() {
        for keeps in [true, false] {
            #expect(BodyReader.Rest.nothing.isSettled(keepsConnection: keeps))
            #expect(BodyReader.Rest.endOfBody.isSettled(keepsConnection: keeps) == keeps)
            #expect(!BodyReader.Rest.body.isSettled(keepsConnection: keeps))
        }
    }

    /// HAProxy sends no FCGI_STDIN for an empty body.
    @Test("A body ends at its announced length, or else with its end record", arguments: [0, 2])
    func bodyEndsAtAnnouncedLength(_ length: Int) throws {
        let content = length == 0 ? [] : Record(.standardInput, content: [1, 2]).bytes
        let reading = try Reading(content, announced: length)
        if length > 0 { #expect(try reading.read(upTo: 10) == [1, 2]) }
        #expect(try reading.read(upTo: 10) == [])
        // Ending the connection shows that the reader waits.
        for announced in [nil, length + 1] {
            let reading = try Reading(content, announced: announced)
            if length > 0 { #expect(try reading.read(upTo: 10) == [1, 2]) }
            try reading.peer.finishWriting()
            #expect(throws: RequestBodyError(.truncated)) { try reading.read(upTo: 10) }
        }
    }
}
