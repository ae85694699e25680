#if Security
    import FastCGI
    import Gatehouse
    import GatehouseSecurity

    /// Changes an account, and dies at a system call.
    ///
    /// - `accounts DIRECTORY CALL add NAME ROLE`
    /// - `accounts DIRECTORY CALL remove ID`
    /// - `accounts DIRECTORY CALL credentials ID CREDENTIALS`
    /// - `accounts DIRECTORY CALL name ID NAME`
    func changeAccounts(_ arguments: [String]) async throws {
        let people = try AccountFiles(in: PrivateDirectory(arguments[0]))
        guard let call = Int(arguments[1]) else { preconditionFailure("no call") }
        let old = try await people.user(id: arguments[3])
        killProcess(at: call)
        switch arguments[2] {
        case "add": try await people.add(arguments[3], roles: [arguments[4]])
        case "remove": try await people.remove(arguments[3])
        case "credentials":
            guard let old, let new = Credentials(arguments[4]) else { preconditionFailure("no credentials") }
            _ = try await people.replaceCredentials(of: old.id, from: old.credentials, to: new)
        case "name":
            guard let old else { preconditionFailure("no account") }
            var new = old
            new.signInName = arguments[4]
            _ = try await people.replace(old, with: new)
        default: preconditionFailure("unknown change")
        }
        try StandardDescriptors.writeOutput(Array("done\n".utf8))
    }

    /// Creates or consumes a link, prints it or its subject, and dies at a system call.
    ///
    /// - `links DIRECTORY CALL create|consume LINK TIME`
    func changeLinks(_ arguments: [String]) throws {
        let links = try OneTimeLinks(in: PrivateDirectory(arguments[0]))
        guard let call = Int(arguments[1]), let seconds = Int64(arguments[4]) else { preconditionFailure("no number") }
        let (purpose, now) = (Purpose("reset"), Timestamp(secondsSince1970: seconds))
        killProcess(at: call)
        let result =
            arguments[2] == "create"
            ? try links.create(for: "grace", purpose: purpose, expires: now + .seconds(60), at: now)
            : try links.consume(arguments[3], for: purpose, at: now) ?? "nothing"
        try StandardDescriptors.writeOutput(Array("\(result)\n".utf8))
    }
#endif
