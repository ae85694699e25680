import GatewayInterface
import Glibc
import Testing

@testable import FastCGI

/// The environment of a CGI process, as far as the client controls it.
@Suite("Parameters from an environment")
struct EnvironmentTests {
    private func read(_ variables: [String], _ limits: ParameterLimits = ParameterLimits()) throws -> Parameters {
        let strings: [UnsafeMutablePointer<CChar>?] = unsafe variables.map { unsafe strdup($0) }
        defer { for index in variables.indices { unsafe free(strings[index]) } }
        var environment = unsafe strings + [nil]
        // The array and the strings outlive the call.
        return try unsafe environment.withUnsafeMutableBufferPointer {
            unsafe try Parameters(environment: $0.baseAddress, limits: limits)
        }
    }

    @Test("The name ends at the first equals sign; the rest is the value, which may be empty")
    func nameEndsAtFirstEqualsSign() throws {
        let parameters = try read(["QUERY_STRING=a=b&c=d", "EMPTY=", "LAST=="])
        #expect(parameters["QUERY_STRING"] == "a=b&c=d")
        #expect(parameters["EMPTY"] == "")
        #expect(parameters["LAST"] == "=")
        #expect(try read([])["EMPTY"] == nil)
    }

    /// Breaks if two readers could see two different requests.
    @Test("A malformed or duplicate variable is refused", arguments: [["A"], [""], ["=A"], ["A=1", "B=1", "A=2"]])
    func malformedVariableIsRefused(_ variables: [String]) {
        #expect(throws: ParametersError.self) { try read(variables) }
    }

    @Test("The limit of the number of variables is exact")
    func countLimitIsExact() throws {
        let limits = ParameterLimits(count: 2, bytes: 100)
        #expect(try read(["A=1", "B=2"], limits)["B"] == "2")
        #expect(throws: ParametersError(.tooMany)) { try read(["A=1", "B=2", "C=3"], limits) }
    }

    @Test("The limit of bytes is exact")
    func byteLimitIsExact() throws {
        let limits = ParameterLimits(count: 10, bytes: 7)
        #expect(try read(["A=1", "B=23"], limits)["B"] == "23")
        #expect(throws: ParametersError(.tooLarge)) { try read(["A=1", "B=234"], limits) }
        #expect(throws: ParametersError(.tooLarge)) { try read(["ABC=5678"], limits) }
    }
}
