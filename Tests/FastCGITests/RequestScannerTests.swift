import FastCGIClient
import GatewayInterface
import Testing

@testable import FastCGI

/// The start of a request, byte by byte, without a connection.
@Suite("RequestScanner")
struct RequestScannerTests {
    private func scan(_ bytes: [UInt8], limits: ParameterLimits = ParameterLimits()) -> RequestScanner.Finding {
        RequestScanner.scan(bytes[...], limits: limits, workers: 3)
    }

    private func isIncomplete(_ bytes: [UInt8]) -> Bool {
        if case .incomplete = scan(bytes) { true } else { false }
    }

    private func isForeign(_ bytes: [UInt8]) -> Bool {
        if case .foreign = scan(bytes) { true } else { false }
    }

    private func head(_ bytes: [UInt8], limits: ParameterLimits = ParameterLimits()) -> RequestHead? {
        if case .request(let head) = scan(bytes, limits: limits) { head } else { nil }
    }

    private static let begin = Record.beginRequest().bytes
    private static let parameters = Record.stream(
        .parameters, NameValuePairs.encode([(name: "NAME", value: "x")])
    ).flatMap(\.bytes)

    /// Breaks if a request, or an error, is found too late.
    @Test("An incomplete request gives the position before which nothing else can be found")
    func incompleteScanNamesNextPosition() throws {
        let other = Record(.standardInput, requestID: 7, content: [1, 2, 3], paddingLength: 5).bytes
        let management = Record(.getValues, requestID: 0, content: [0, 0], paddingLength: 3).bytes
        for bytes in [Self.begin + other + Self.parameters, management, Self.begin + Record(.standardInput).bytes] {
            var wanted = 0
            var looks = 0
            for count in 0...bytes.count {
                let finding = scan(Array(bytes.prefix(count)))
                guard case .incomplete(let until) = finding else {
                    #expect(count >= wanted, "found at \(count), although \(wanted) was the earliest position")
                    break
                }
                #expect(until > count)
                if count >= wanted { looks += 1 }
                wanted = max(wanted, until)
            }
            // One scan for each byte of the first header, and one or two for each record.
            #expect(looks <= 8 + 2 * 4)
        }
    }

    /// `.max` is a common value for "no limit".
    @Test("The largest limits do not overflow")
    func largestLimitsDoNotOverflow() throws {
        let limits = ParameterLimits(count: .max, bytes: .max)
        #expect(head(Self.begin + Self.parameters, limits: limits)?.length == 16 + Self.parameters.count)
        #expect(limits.mostReceived > limits.longestBlock)
        #expect(ParameterLimits(count: -1, bytes: -1).longestBlock == 0)
    }

    /// Otherwise the server would wait for them, respond to them, or parse them as a part of a request.
    @Test("Bytes that do not begin a request are recognized as early as possible")
    func foreignStartIsFoundEarly() {
        #expect(isForeign([2]))
        for type in [0, 3, 4, 6, 7] { #expect(isForeign([1, UInt8(type)]), "the type \(type)") }
        for type in [2, 5, 8] {
            #expect(isIncomplete([1, UInt8(type)]), "the type \(type)")
            #expect(isForeign(Record(RecordKind(rawValue: UInt8(type)), requestID: 0).bytes), "the type \(type)")
        }
        #expect(isIncomplete([1, 1]) && isIncomplete([1, 9]) && isIncomplete([1, 11]) && isIncomplete([]))
        #expect(isForeign(Record.beginRequest(requestID: 0).bytes))
        #expect(isForeign(Record(.beginRequest, content: Array(repeating: 1, count: 7)).bytes))
        #expect(isForeign(Record(.beginRequest, content: Array(repeating: 1, count: 9)).bytes))
        #expect(isForeign(Record(.getValues, requestID: 1).bytes), "FCGI_GET_VALUES with a request ID")
    }

    @Test("A record of a request that has ended is skipped when it is complete", arguments: [2, 5, 8] as [UInt8])
    func staleRecordIsSkippedWhenComplete(_ type: UInt8) throws {
        let record = Record(RecordKind(rawValue: type), requestID: 7, content: [1, 2, 3], paddingLength: 5).bytes
        for count in 0..<record.count { #expect(isIncomplete(Array(record[..<count])), "\(count)") }
        for bytes in [record, record + Self.begin] {
            guard case .stale(let length) = scan(bytes) else { throw Failure("not ignored") }
            #expect(length == record.count)
        }
    }

    @Test("Management records, other versions and request 0 are refused among parameters")
    func foreignRecordsAmongParametersAreFound() {
        for record in [
            Record(.getValues, requestID: 0), Record(.parameters, requestID: 0, content: [1, 1, 65, 66]),
            Record(.parameters, requestID: 7, version: 3), Record(.parameters, version: 3), Record(.standardInput),
        ] {
            #expect(isForeign(Self.begin + record.bytes), "\(record.kind.rawValue) of \(record.requestID)")
        }
        // A record of an unknown request is skipped as soon as it is complete.
        let other = Record(.standardInput, requestID: 7, content: [1, 2, 3], paddingLength: 5).bytes
        #expect(head(Self.begin + other + Self.parameters)?.length == 16 + other.count + Self.parameters.count)
        for count in 1...other.count { #expect(isIncomplete(Self.begin + other.prefix(count))) }
    }

    @Test(
        "Only one bit of the flags keeps the connection",
        arguments: [(0, false), (1, true), (2, false), (254, false), (255, true)])
    func onlyOneFlagKeepsConnection(flags: UInt8, keeps: Bool) throws {
        let begin = Record(.beginRequest, content: [0, 1, flags, 0, 0, 0, 0, 0]).bytes
        #expect(head(begin + Self.parameters)?.keepsConnection == keeps)
    }

    /// Each request that a peer begins needs a response.
    @Test("At most 64 other requests may begin among the parameters")
    func multiplexedRequestsAreLimited() {
        func begin(_ count: Int) -> [UInt8] {
            Self.begin + (0..<count).flatMap { Record.beginRequest(requestID: UInt16($0) + 2).bytes }
        }
        #expect(head(begin(64) + Self.parameters)?.multiplexed == (2...65).map { UInt16($0) })
        #expect(isForeign(begin(65) + Self.parameters))
    }

    /// Breaks if parameters are refused before they are too large, or read on afterwards.
    @Test("Parameters may have their limit plus eight bytes per pair; one byte more is refused before it arrives")
    func parameterSizeLimitIsExact() {
        let text = String(repeating: "n", count: 128)
        let limits = ParameterLimits(count: 1, bytes: 256)
        let content = NameValuePairs.encode([(name: text, value: text)])
        #expect(content.count == 256 + 8)
        let whole = Record.stream(.parameters, content).flatMap(\.bytes)
        #expect(throws: Never.self) { try head(Self.begin + whole, limits: limits)?.parameters.get() }
        #expect(head(Self.begin + whole, limits: limits) != nil)
        let larger = head(Self.begin + Record(.parameters, content: content + [1]).bytes.prefix(8), limits: limits)
        #expect(throws: ParametersError(.tooLarge)) { try larger?.parameters.get() }
        #expect(larger != nil && larger?.length == nil)
    }

    @Test("FCGI_GET_VALUES is complete with its padding, and not earlier")
    func questionNeedsItsPadding() {
        let question = Record(
            .getValues, requestID: 0, content: NameValuePairs.encode([(name: "FCGI_MAX_REQS", value: "")]),
            paddingLength: 9
        ).bytes
        for count in 0..<question.count { #expect(isIncomplete(Array(question.prefix(count)))) }
        guard case .management(let length, let response) = scan(question + Self.begin) else {
            Issue.record("no FCGI_GET_VALUES")
            return
        }
        #expect(length == question.count)
        #expect(response[8...].starts(with: [13, 1] + Array("FCGI_MAX_REQS3".utf8)))
    }
}
