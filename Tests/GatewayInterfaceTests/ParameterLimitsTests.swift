import GatewayInterface
import Testing

@Suite("ParameterLimits: how much a request may bring along")
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

    @Test("the count is refused one above the limit and not at it", arguments: [(0, 0), (1, 1), (4, 5), (5, 5)])
    func count(_ count: Int, limit: Int) throws {
        let limits = ParameterLimits(count: limit, bytes: 1024)
        #expect(try parameters(count: count, size: 10, limits: limits).count == count)
        #expect(throws: ParametersError(.tooMany)) { try parameters(count: limit + 1, size: 10, limits: limits) }
    }

    @Test("the bytes are refused one above the limit and not at it", arguments: [49, 50])
    func bytes(size: Int) throws {
        let limits = ParameterLimits(count: 5, bytes: 50)
        #expect(try parameters(count: 1, size: size, limits: limits).count == 1)
        #expect(throws: ParametersError(.tooLarge)) { try parameters(count: 1, size: 51, limits: limits) }
    }

    @Test("many small pairs count together, not one by one")
    func bytesTogether() throws {
        #expect(try parameters(count: 5, size: 10, limits: ParameterLimits(count: 5, bytes: 50)).count == 5)
        #expect(throws: ParametersError(.tooLarge)) {
            try parameters(count: 5, size: 10, limits: ParameterLimits(count: 5, bytes: 49))
        }
    }

    @Test("unless told, 256 pairs and 128 KiB pass and one more does not, also for pairs of text")
    func defaults() throws {
        let many = (0..<256).map { (name: "N\($0)", value: "") }
        #expect(try Parameters(many).count == 256)
        #expect(throws: ParametersError(.tooMany)) { try Parameters(many + [(name: "M", value: "")]) }
        let large = String(repeating: "x", count: 128 * 1024 - 1)
        #expect(try Parameters([(name: "N", value: large)]).count == 1)
        #expect(throws: ParametersError(.tooLarge)) { try Parameters([(name: "N", value: large + "x")]) }
    }

    @Test("a refusal says the limit, and which one it is")
    func texts() {
        func text(_ limits: ParameterLimits) -> String? {
            #expect(throws: ParametersError.self) { try parameters(count: 5, size: 10, limits: limits) }?.description
        }
        #expect(
            text(ParameterLimits(count: 4, bytes: 50))
                == "more than 4 parameters (ServerConfiguration.parameterLimits.count)")
        #expect(
            text(ParameterLimits(count: 5, bytes: 49))
                == "parameters of more than 49 bytes together (ServerConfiguration.parameterLimits.bytes)")
    }

    @Test("the limit is the sum of names and values, as ParameterLimits.bytes says")
    func separatorsAreNotCounted() throws {
        let exact = String(repeating: "x", count: 128 * 1024 - 1)
        #expect(throws: Never.self) { try Parameters([(name: "N", value: exact)]) }
    }
}
