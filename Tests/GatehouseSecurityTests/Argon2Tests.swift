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
    }
#endif
