#if DEBUG && canImport(Runtime)
    import GatewayInterface
    import Testing

    @testable import FastCGI

    @Suite("The hook for thrown errors")
    struct ThrowHookTests {
        private struct Mishap: Error {}

        @inline(never)
        private func fail() throws {
            throw Mishap()
        }

        @Test("The calls of an error begin at its throw, with the source around it")
        func callsBeginAtThrow() throws {
            ThrowHook.install()
            let errors = ThrownErrors()
            let line = #line + 4
            ThrownErrors.$ofTask.withValue(errors) {
                do {
                    // before
                    try fail()
                } catch {
                    let calls = errors.calls(of: error)
                    #expect(calls.first?.function.contains("fail()") == true, "\(calls)")
                    #expect(calls.first?.file == #filePath)
                    #expect(calls.dropFirst().first?.line == line, "\(calls)")
                    let source = calls.dropFirst().first?.source ?? []
                    #expect(source.map(\.number) == Array(line - 5...line + 5))
                    #expect(source.first { $0.number == line - 1 }?.text.hasSuffix("// before") == true)
                }
            }
        }
    }
#endif
