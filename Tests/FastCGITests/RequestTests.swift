import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Complete requests in pieces of any size", .timeLimit(.minutes(5)))
struct RequestTests {
    @Test("A response is one FCGI_STDOUT stream with Status and Content-Length, and one FCGI_END_REQUEST")
    func responseIsOneStream() async throws {
        let recorder = Recorder()
        let records = try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("one").bytes())
            let records = try peer.records()
            #expect(
                try peer.receive() == nil, "only the end of the connection follows the end of the request")
            return records
        }
        #expect(records.map(\.kind) == [.standardOutput, .standardOutput, .endRequest])
        #expect(records.allSatisfy { $0.requestID == 1 && $0.version == 1 })
        #expect(
            String(decoding: records[0].content, as: UTF8.self)
                == "Status: 200\r\nContent-Length: 15\r\n\r\nresponse to one"
        )
        #expect(records[1].content.isEmpty, "the stream ends")
        #expect(records[2].content == [0, 0, 0, 0, 0, 0, 0, 0], "FCGI_REQUEST_COMPLETE, application status 0")
        #expect(recorder.count == 1)
    }

    @Test("The response carries the ID of its request", arguments: [1, 2, 255, 256, 65_535] as [UInt16])
    func responseCarriesRequestID(_ id: UInt16) async throws {
        let records = try await serving(Recorder().handler) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes(requestID: id))
            return try peer.records()
        }
        #expect(records.allSatisfy { $0.requestID == id })
    }

    @Test("A request is read byte by byte")
    func requestIsReadByteByByte() async throws {
        let recorder = Recorder()
        let directory = try TemporaryDirectory()
        let setting = Setting(address: try .unix(path: directory.path("s")))
        let text = try await serving(recorder.handler, setting) { address, _ in
            var peer = try Peer(address)
            for byte in ClientRequest.get("slow").bytes() {
                try peer.send([byte])
                peer.untilSeen()
            }
            return try peer.response().text
        }
        #expect(text == "response to slow")
        #expect(recorder.count == 1)
    }

    @Test("A request is read from two writes, split at any byte")
    func requestIsReadAtEverySplit() async throws {
        let recorder = Recorder()
        let directory = try TemporaryDirectory()
        let setting = Setting(address: try .unix(path: directory.path("s")))
        let bytes = ClientRequest.get("split", [(name: "CONTENT_LENGTH", value: "4")]).with(body: Array("body".utf8))
            .bytes()
        try await serving(recorder.handler, setting) { address, _ in
            for point in 1..<bytes.count {
                var peer = try Peer(address)
                try peer.send(bytes[..<point])
                peer.untilSeen()
                try peer.send(bytes[point...])
                let response = try peer.response()
                #expect(response.text == "response to split", "split before byte \(point)")
            }
        }
        #expect(recorder.count == bytes.count - 1)
    }

    @Test("A first write of a single byte is accepted")
    func singleFirstByteIsAccepted() async throws {
        let recorder = Recorder()
        let result = try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            let bytes = ClientRequest.get("first").bytes()
            try peer.send(bytes.prefix(1))
            // The server has read it, and cannot decide yet.
            let isPatient = try peer.staysSilent(for: .milliseconds(300))
            try? peer.send(bytes.dropFirst())
            return (isPatient, try? peer.response().text)
        }
        #expect(result.0, "the connection was closed after its first byte")
        #expect(result.1 == "response to first")
    }

    @Test("Padding and small records are accepted")
    func paddingAndSmallRecordsAreAccepted() async throws {
        let recorder = Recorder()
        let text = try await serving(recorder.handler) { address, _ in
            let pairs = NameValuePairs.encode([(name: "REQUEST_METHOD", value: "GET"), (name: "NAME", value: "padded")])
            var bytes = Record.beginRequest().bytes
            for (index, byte) in pairs.enumerated() {
                bytes += Record(.parameters, content: [byte], paddingLength: UInt8(index * 7 % 256)).bytes
            }
            bytes += Record(.parameters).bytes + Record(.standardInput, paddingLength: 3).bytes
            var peer = try Peer(address)
            try peer.send(bytes)
            return try peer.response().text
        }
        #expect(text == "response to padded")
    }

    @Test("Parameters of any length arrive unchanged, with both forms of the length")
    func parametersOfAnyLengthArrive() async throws {
        let recorder = Recorder()
        let lengths = [0, 1, 126, 127, 128, 129, 255, 256, 8_191, 8_192, 65_535, 65_536]
        var limits = ParameterLimits()
        limits.bytes = 1 << 20
        let pairs = lengths.map { (name: "P\($0)", value: String(repeating: "v", count: $0)) }
        let longName = (name: String(repeating: "N", count: 300), value: "long name")
        try await serving(recorder.handler, Setting(limits: limits)) { address, _ in
            try Peer.askWell(address, ClientRequest(pairs + [longName]))
        }
        let seen = try #require(recorder.requests.first)
        #expect(seen.count == lengths.count + 1)
        for pair in pairs + [longName] { #expect(seen.has(pair.name, equalTo: pair.value), "\(pair.name.prefix(9))") }
    }

    @Test("Values may contain any byte but NUL")
    func valuesMayContainAnyByteButNUL() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            let request = ClientRequest([
                (name: "QUERY_STRING", value: "a=b=c&d=="), (name: "EMPTY", value: ""),
                (name: "UTF8", value: "äöü\r\n\u{1}"),
            ])
            try Peer.askWell(address, request)
        }
        let seen = try #require(recorder.requests.first)
        #expect(seen["QUERY_STRING"] == "a=b=c&d==")
        #expect(seen["EMPTY"] == "")
        #expect(seen.bytes(of: "UTF8").map(Array.init) == Array("äöü\r\n\u{1}".utf8))
    }

    @Test("60 KB of parameters, more than libfcgi's buffer, arrive unchanged")
    func largeParametersArrive() async throws {
        let recorder = Recorder()
        let pairs = (0..<60).map { (name: "HTTP_X_\($0)", value: String(repeating: "\($0 % 10)", count: 1024)) }
        try await serving(recorder.handler) { address, _ in
            try Peer.askWell(address, ClientRequest(pairs))
        }
        let seen = try #require(recorder.requests.first)
        for pair in pairs { #expect(seen.has(pair.name, equalTo: pair.value)) }
    }

    @Test("HTTP_PROXY, a client's field with the name of a setting, is dropped (CVE-2016-5385)")
    func httpProxyIsDropped() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            try Peer.askWell(address, .get("x", [(name: "HTTP_PROXY", value: "evil:80")]))
        }
        #expect(recorder.requests.first?.contains("HTTP_PROXY") == false)
    }

    @Test("libfcgi's own FCGI_ROLE is not a parameter, and the peer's FCGI_ROLE has no effect")
    func roleParameterDecidesNothing() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            try Peer.askWell(address)
            try Peer.askWell(address, .get("x", [(name: "FCGI_ROLE", value: "AUTHORIZER")]))
            var authorizer = ClientRequest.get("x", [(name: "FCGI_ROLE", value: "RESPONDER")])
            authorizer.role = 2
            #expect(try Peer.ask(address, authorizer).status == .forbidden)
        }
        #expect(recorder.requests.map { $0["FCGI_ROLE"] } == [nil, "AUTHORIZER"])
    }

    @Test("Records of other requests are skipped, and a second request at the same time is refused")
    func multiplexedRequestIsRefused() async throws {
        let recorder = Recorder()
        let records = try await serving(recorder.handler) { address, _ in
            let request = ClientRequest.get("mine").records()
            var bytes = request[0].bytes
            bytes += Record(.parameters, requestID: 7, content: [1, 2, 3]).bytes
            bytes += Record.beginRequest(requestID: 9).bytes
            bytes += request.dropFirst().flatMap(\.bytes)
            var peer = try Peer(address)
            try peer.send(bytes)
            return try peer.records() + peer.records()
        }
        #expect(records[0].kind == .endRequest)
        #expect(records[0].requestID == 9)
        #expect(records[0].content[4] == 1, "FCGI_CANT_MPX_CONN")
        #expect(records.dropFirst().allSatisfy { $0.requestID == 1 })
        #expect(recorder.requests.map { $0["NAME"] } == ["mine"])
    }
}

extension ClientRequest {
    func with(body: [UInt8]) -> ClientRequest {
        var request = self
        request.body = body
        return request
    }
}
