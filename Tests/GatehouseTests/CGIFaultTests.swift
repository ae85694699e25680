#if DEBUG
    import Foundation
    import TestSupport
    import Testing

    /// Makes every system call of a CGI request fail, one at a time, on the thread that responds. A second thread waits
    /// for the timeout.
    @Suite("Failing system calls by CGI", .timeLimit(.minutes(5)))
    struct CGIFaultTests {
        private static let responder = Products.program("TestResponder")

        /// One errno of each kind: not a failure, no memory, no reader.
        private static let numbers = [EINTR, ENOMEM, EPIPE]

        private func run(
            _ steps: String, _ call: Int, _ number: Int32
        ) throws -> (status: Int32, output: String, errors: String) {
            let program = try Program(
                Self.responder,
                environment: [
                    "REQUEST_METHOD": "GET", "HTTP_X_DO": "steps", "HTTP_X_STEPS": steps, "CONTENT_LENGTH": "5",
                    "TESTRESPONDER_FAULT": "\(call) \(number)",
                ],
                input: Array("hello".utf8)
            )
            let end = program.end()
            return (end.status, String(decoding: end.output, as: UTF8.self), end.errors)
        }

        /// Breaks if a process hangs or ends by a signal, or if its client gets a response with a gap.
        @Test(
            "The process ends by itself, after a prefix of its response or of a plain 500",
            arguments: [
                ("respond 200 abc", []), ("collect 10;respond 200 abc", ["read"]),
                ("start 200;write abc;flush;write def;flush;finish", []),
                ("file 200 \(responder) 1 3", ["open", "fstat", "sendfile"]),
                ("leave work;respond 200 abc", ["dup2"]),
            ] as [(String, [String])])
        func processEndsAfterFailedCall(_ steps: String, _ reached: [String]) throws {
            let whole = try run(steps, 0, 0)
            #expect(whole.status == 0)
            #expect(whole.output.hasPrefix("Status: 200\r\n"))
            let calls = (whole.errors.split(separator: "\n").last ?? "").dropFirst("calls: ".count).split(
                separator: ",")
            #expect(Set(calls.map(String.init)).isSuperset(of: reached + ["eventfd", "write"]), "\(whole.errors)")
            let failed = try run("throw", 0, 0).output
            #expect(failed.hasPrefix("Status: 500 "))
            for call in 1...max(calls.count, 1) {
                for number in Self.numbers {
                    let end = try run(steps, call, number)
                    let text: Comment = "errno \(number) at call \(call) of \(calls): \(end)"
                    // 71 if the program could not start.
                    #expect(end.status == 0 || end.status == 71, text)
                    #expect(whole.output.hasPrefix(end.output) || failed.hasPrefix(end.output), text)
                    if number == EINTR { #expect(end.output == whole.output, text) }
                }
            }
        }
    }
#endif
