#if Tool
    import Synchronization
    import Testing

    @testable import GatehouseTool

    /// The messages alone. `make test-sftp` uses a real server.
    @Suite("SFTP")
    struct SFTPTests {
        @Test("A message has its length, its type, and its fields in network order")
        func encodes() {
            var message = SFTPMessage(.open)
            message.append(7 as UInt32)
            message.append("ab")
            message.append(0x1_0000_0002 as UInt64)
            message.append(mode: 0o711, time: 1)
            #expect(
                message.framed == [0, 0, 0, 35, 3, 0, 0, 0, 7, 0, 0, 0, 2, 97, 98] + [0, 0, 0, 1, 0, 0, 0, 2]
                    + [0, 0, 0, 12, 0, 0, 1, 0xC9, 0, 0, 0, 1, 0, 0, 0, 1])
        }

        @Test("The fields of a reply are read back, with unknown extensions of attributes left out")
        func decodes() throws {
            var message = SFTPMessage(.attributesReply)
            for number in [0x8000_000F, 1, 2, 3, 4, 0o100711, 5, 6, 1] as [UInt32] { message.append(number) }
            message.append("name")
            message.append("value")
            message.append("next")
            var reply = try SFTPReply(message.bytes)
            let attributes = try reply.attributes()
            #expect(attributes.size == 0x1_0000_0002 && attributes.owner == 3 && attributes.group == 4)
            #expect(attributes.isRegularFile && !attributes.isDirectory && attributes.modified == 6)
            #expect(try reply.text() == "next")
            #expect(reply.isAtEnd)
        }

        @Test("A reply that ends within a field is refused at every length, and so is a length beyond the end")
        func truncated() throws {
            var message = SFTPMessage(.attributesReply)
            for number in [0x8000_000D, 1, 2, 0o100711, 5, 6, 1] as [UInt32] { message.append(number) }
            message.append("name")
            message.append("value")
            #expect(throws: SFTPReply.Malformed.self) { try SFTPReply([]) }
            for count in 1..<message.bytes.count {
                #expect(throws: SFTPReply.Malformed.self, "\(count)") {
                    var reply = try SFTPReply(Array(message.bytes.prefix(count)))
                    _ = try reply.attributes()
                }
            }
            #expect(throws: SFTPReply.Malformed.self) {
                var reply = try SFTPReply([103, 0xFF, 0xFF, 0xFF, 0xFF, 1])
                _ = try reply.data()
            }
            // 2^32 extensions without content.
            #expect(throws: SFTPReply.Malformed.self) {
                var reply = try SFTPReply([105, 0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])
                _ = try reply.attributes()
            }
        }

        @Test("What a server says is shown without control characters")
        func escapes() {
            #expect(SFTPFailure(code: 3, message: "no\u{1B}[31m\n").description == "no [31m ")
            #expect(SFTPFailure(code: 3, message: "").description == "permission denied")
        }

        @Test("The progress of an upload has bytes and percent on a terminal, and is one line elsewhere")
        func progress() {
            for isTerminal in [true, false] {
                let text = Mutex("")
                let console = Console(
                    showsProgress: isTerminal, output: { _ in }, error: { part in text.withLock { $0 += part } })
                let progress = UploadProgress("the program", of: 200, console)
                progress.show(50)
                progress.end()
                let shown = text.withLock { $0 }
                #expect(shown.contains("uploading the program, 200 bytes\n"))
                #expect(shown.contains("50 of 200 bytes, 25 %") == isTerminal)
                #expect(shown.contains("\r") == isTerminal)
            }
        }

        @Test(
            "--root is an absolute path, and no command connects with another one",
            arguments: ["home/me", "/home/me/", "/a/../b"])
        func roots(root: String) async throws {
            let home = try TemporaryHome()
            try home.write("app", "#!/bin/sh\n", mode: 0o755)
            let result = await home.run(
                "deploy", "nowhere.invalid:public_html", "--root", root, "--program", home.path + "/app")
            #expect(result.status == 64 && result.error.contains("--root"))
        }
    }
#endif
