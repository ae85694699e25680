#if Security
    import SecurityLibraries
    import Testing

    /// The binding of libargon2.
    @Suite
    struct Argon2Tests {
        /// Computed with the command `argon2` of Debian's package argon2.
        @Test
        func referenceValue() throws {
            let hash = try Argon2.hash(
                Array("password".utf8), salt: Array("somesalt".utf8), kibibytes: 65536, passes: 2, lanes: 1, length: 24)
            let expected: [UInt8] = [
                0xda, 0x6c, 0xd3, 0x00, 0x8f, 0x39, 0x8f, 0x03, 0xfa, 0xfa, 0x4f, 0xe6, 0x1c, 0x37, 0x87, 0xdc,
                0xe8, 0x0d, 0xb7, 0xb1, 0x3c, 0xe8, 0x6e, 0x56,
            ]
            #expect(hash == expected)
        }

        /// RFC 9106, section 5.3.
        @Test
        func vectorOfTheRFC() throws {
            let hash = try Argon2.hash(
                [UInt8](repeating: 1, count: 32), salt: [UInt8](repeating: 2, count: 16),
                secret: [UInt8](repeating: 3, count: 8), associatedData: [UInt8](repeating: 4, count: 12),
                kibibytes: 32, passes: 3, lanes: 4, length: 32)
            let expected: [UInt8] = [
                0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9,
                0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
            ]
            #expect(hash == expected)
        }

        @Test
        func invalidParametersAreAFailure() {
            let failure = #expect(throws: Argon2.Failure.self) {
                try Argon2.hash([1], salt: [1], kibibytes: 8, passes: 1, lanes: 1, length: 16)
            }
            #expect(failure?.description == "Argon2: Salt is too short")
            #expect(failure?.isMemory == false)
        }
    }
#endif
