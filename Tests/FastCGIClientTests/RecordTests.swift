import FastCGIClient
import Testing

@Suite("Record encoding")
struct RecordTests {
    @Test("A record has eight bytes of header, then content, then padding")
    func recordLayoutFollowsSpecification() {
        let record = Record(.standardInput, requestID: 0x0102, content: [7, 8, 9], paddingLength: 5)
        #expect(record.bytes == [1, 5, 1, 2, 0, 3, 5, 0, 7, 8, 9, 0, 0, 0, 0, 0])
        let long = Record(.data, content: Array(repeating: 1, count: 0x0203), version: 2).bytes
        #expect(Array(long.prefix(8)) == [2, 8, 0, 1, 2, 3, 0, 0])
    }

    @Test("FCGI_BEGIN_REQUEST carries the role and the flag", arguments: [1, 2, 3, 0x0102] as [UInt16], [true, false])
    func beginRequestCarriesRoleAndFlag(role: UInt16, keepsConnection: Bool) {
        let record = Record.beginRequest(role: role, keepsConnection: keepsConnection, requestID: 9)
        #expect(record.kind == .beginRequest)
        #expect(record.requestID == 9)
        #expect(
            record.content == [UInt8(role >> 8), UInt8(role & 0xFF), keepsConnection ? 1 : 0, 0, 0, 0, 0, 0]
        )
    }

    @Test("The record types have the numbers of the specification")
    func recordTypesMatchSpecification() {
        let kinds: [RecordKind] = [
            .beginRequest, .abortRequest, .endRequest, .parameters, .standardInput, .standardOutput, .standardError,
            .data, .getValues, .getValuesResult, .unknownType,
        ]
        #expect(kinds.map(\.rawValue) == Array(1...11))
    }

    @Test(
        "A stream is split into full records and ends with one empty record",
        arguments: [
            (0, 4, [0]), (1, 4, [1, 0]), (3, 4, [3, 0]), (4, 4, [4, 0]), (5, 4, [4, 1, 0]), (8, 4, [4, 4, 0]),
            (3, 1, [1, 1, 1, 0]), (65_535, 65_535, [65_535, 0]), (65_536, 65_535, [65_535, 1, 0]),
        ]
    )
    func streamsAreSplitAndTerminated(size: Int, longest: Int, lengths: [Int]) {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let records = Record.stream(.standardInput, bytes, requestID: 3, longest: longest)
        #expect(records.map(\.content.count) == lengths)
        #expect(records.flatMap(\.content) == bytes)
        #expect(records.allSatisfy { $0.kind == .standardInput && $0.requestID == 3 })
    }

    @Test("A request consists of its begin record, its parameters and its body")
    func requestEncodesBeginParametersAndBody() {
        let request = ClientRequest([(name: "A", value: "1")], body: [1, 2], role: 3)
        let records = request.records(keepsConnection: true, requestID: 4)
        #expect(
            records == [
                .beginRequest(role: 3, keepsConnection: true, requestID: 4),
                Record(.parameters, requestID: 4, content: [1, 1, 0x41, 0x31]), Record(.parameters, requestID: 4),
                Record(.standardInput, requestID: 4, content: [1, 2]), Record(.standardInput, requestID: 4),
            ]
        )
        #expect(request.bytes(keepsConnection: true, requestID: 4) == records.flatMap(\.bytes))
    }
}
