import FastCGIClient
import Testing

@testable import FastCGI

@Suite("FCGI_GET_VALUES gets its response without libfcgi", .timeLimit(.minutes(5)))
struct ManagementTests {
    private static let names = ["FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS", "FCGI_NONSENSE"]

    private func record(_ names: [String], paddingLength: UInt8 = 0) -> Record {
        Record(
            .getValues,
            requestID: 0,
            content: NameValuePairs.encode(names.map { (name: $0, value: "") }),
            paddingLength: paddingLength
        )
    }

    private func values(_ record: Record?) -> [String: String] {
        let pairs = record.flatMap { NameValuePairs.decode($0.content) } ?? []
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) })
    }

    @Test(
        "Each known name gets its value, with any padding; unknown names get no value",
        arguments: [0, 1, 7, 255] as [UInt8])
    func knownNamesGetValues(paddingLength: UInt8) async throws {
        let record = record(Self.names, paddingLength: paddingLength)
        let response = try await serving(Recorder().handler, Setting(workers: 3)) { address, _ in
            var connection = try ClientConnection(to: address)
            try connection.send(record.bytes)
            return try connection.receive()
        }
        #expect(response?.kind == .getValuesResult)
        #expect(response?.requestID == 0)
        #expect(values(response) == ["FCGI_MAX_CONNS": "3", "FCGI_MAX_REQS": "3", "FCGI_MPXS_CONNS": "0"])
    }

    @Test("A request on the same connection is served, together with FCGI_GET_VALUES or after it")
    func requestAfterQuestionIsServed() async throws {
        let question = record(["FCGI_MPXS_CONNS"]).bytes
        try await serving(Recorder().handler) { address, _ in
            var together = try ClientConnection(to: address)
            try together.send(question + question + ClientRequest.get("together").bytes())
            #expect(values(try together.receive()) == ["FCGI_MPXS_CONNS": "0"])
            #expect(values(try together.receive()) == ["FCGI_MPXS_CONNS": "0"])
            #expect(try together.receiveResponse().head().body == Array("response to together".utf8))

            var after = try ClientConnection(to: address)
            try after.send(question)
            #expect(values(try after.receive()) == ["FCGI_MPXS_CONNS": "0"])
            try after.send(ClientRequest.get("after").bytes())
            #expect(try after.receiveResponse().head().body == Array("response to after".utf8))
        }
    }
}
