import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

@Suite("The health check of a program", .timeLimit(.minutes(5)))
struct HealthProgramTests {
    @Test("A program is healthy until its SIGTERM, and unhealthy afterwards")
    func endingProgramIsUnhealthy() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(Products.program("TestApp"), directory.path("s"))
        #expect(try program.get("/health").status == .ok)
        #expect(program.program.errorLine(containing: "health begins") != nil)
        var connection = try ClientConnection(to: program.address)
        try connection.send(program.request("/health").bytes())
        #expect(program.program.errorLine(containing: "health begins") != nil)
        program.program.signal(SIGTERM)
        let response = try connection.receiveResponse().head()
        #expect(response.status == .serviceUnavailable)
        #expect(String(decoding: response.body, as: UTF8.self) == "not well\n")
        #expect(program.program.end().status == 0)
    }
}
