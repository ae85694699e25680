import GatewayInterface
import Testing

@Suite("ParameterLimits limits the parameters of a request")
struct ParameterLimitsTests {
    /// One block of `count` pairs, each of `size` bytes.
    private func parameters(
        count: Int,
        size: Int,
        limits: ParameterLimits
    ) throws(ParametersError) -> Parameters {
        var block: [UInt8] = []
        for index in 0..<count {
            let name = "N\(index)"
            Parameters.append(name.utf8, [UInt8](repeating: 0x78, count: size - name.utf8.count), to: &block)
        }
        return try Parameters(nameValuePairs: block, limits: limits)
    }

    @Test("The limit of the count is exact", arguments: [(0, 0), (1, 1), (4, 5), (5, 5)])
    func countLimitIsExact(_ count: Int, limit: Int) throws {
        let limits = ParameterLimits(count: limit, bytes: 1024)
        #expect(try parameters(count: count, size: 10, limits: limits).count == count)
        #expect(throws: ParametersError(.tooMany)) { try parameters(count: limit + 1, size: 10, limits: limits) }
    }

    @Test("The limit of the bytes is exact", arguments: [49, 50])
    func byteLimitIsExact(size: Int) throws {
        let limits = ParameterLimits(count: 5, bytes: 50)
        #expect(try parameters(count: 1, size: size, limits: limits).count == 1)
        #expect(throws: ParametersError(.tooLarge)) { try parameters(count: 1, size: 51, limits: limits) }
    }

    @Test("Many small pairs count together")
    func smallPairsCountTogether() throws {
        #expect(try parameters(count: 5, size: 10, limits: ParameterLimits(count: 5, bytes: 50)).count == 5)
        #expect(throws: ParametersError(.tooLarge)) {
            try parameters(count: 5, size: 10, limits: ParameterLimits(count: 5, bytes: 49))
        }
    }

    @Test("The limits default to 256 pairs and 128 KiB, also for pairs of text")
    func defaultLimitsApply() throws {
        let many = (0..<256).map { (name: "N\($0)", value: "") }
        #expect(try Parameters(many).count == 256)
        #expect(throws: ParametersError(.tooMany)) { try Parameters(many + [(name: "M", value: "")]) }
        let large = String(repeating: "x", count: 128 * 1024 - 1)
        #expect(try Parameters([(name: "N", value: large)]).count == 1)
        #expect(throws: ParametersError(.tooLarge)) { try Parameters([(name: "N", value: large + "x")]) }
    }

    @Test("An error says which limit was exceeded, and its value")
    func errorNamesLimit() {
        func text(_ limits: ParameterLimits) -> String? {
            #expect(throws: ParametersError.self) { try parameters(count: 5, size: 10, limits: limits) }?.description
        }
        #expect(
            text(ParameterLimits(count: 4, bytes: 50))
                == "more than 4 parameters (gate.configuration.headerCountLimit, or ServerConfiguration.parameterLimits.count)"
        )
        #expect(
            text(ParameterLimits(count: 5, bytes: 49))
                == "more than 49 bytes of parameters (gate.configuration.headerByteLimit, or ServerConfiguration.parameterLimits.bytes)"
        )
    }

    @Test("The byte limit applies to the sum of names and values")
    func separatorsAreNotCounted() throws {
        let exact = String(repeating: "x", count: 128 * 1024 - 1)
        #expect(throws: Never.self) { try Parameters([(name: "N", value: exact)]) }
    }
}
