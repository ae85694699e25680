#if Security
    import FastCGI
    import Gatehouse
    import GatehouseSecurity

    /// Where instructions are counted: valgrind writes their number before each call.
    @inline(never)
    func checkpoint() {
        print("checkpoint")
    }

    /// Verifies passwords. The arguments are a command, the private directory, and the number of sign-ins.
    func passwords(_ arguments: [String]) async throws {
        let cost = try arguments[0] == "large" ? PasswordCost(kibibytes: 131_072, passes: 1) : .standard
        let hasher = try PasswordHasher(in: PrivateDirectory(arguments[1]), cost: cost)
        let wrong = Password("battery staple")
        if arguments[0] == "known-and-unknown" {
            let hash = try await hasher.hash(Password("correct horse"))
            // The first of each kind does not count.
            for user in [hash, nil, hash, nil] {
                checkpoint()
                _ = try await hasher.verify(wrong, user)
            }
            checkpoint()
            return
        }
        // Standard output is a pipe with a buffer, so this line goes to standard error.
        StandardDescriptors.writeError("ready\n")
        _ = readLine()
        for _ in 0..<(Int(arguments[2]) ?? 1) {
            do {
                print("\(try await hasher.verify(wrong, nil))")
            } catch let error as HTTPError {
                print("\(error.status.code) \(error.message ?? "")")
            }
        }
    }
#endif
