#if Tool
    import Testing

    @testable import GatehouseTool

    @Suite("Lines of a program")
    struct LineBufferTests {
        @Test("Lines are complete in whatever pieces they arrive, and a long one takes bounded memory")
        func lines() {
            var buffer = LineBuffer()
            #expect(buffer.add("a".utf8) == [])
            #expect(buffer.add("b\n\nc".utf8) == ["ab", ""])
            #expect(!buffer.isEmpty && buffer.rest() == ["c"] && buffer.isEmpty)
            let long = buffer.add(repeatElement(UInt8(ascii: "x"), count: 200_000))
            #expect(long.map(\.utf8.count) == [65_536, 65_536, 65_536])
        }
    }
#endif
