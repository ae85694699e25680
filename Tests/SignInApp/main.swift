#if Security
    import GatehouseConfiguration
    import GatehouseSecurity

    // A site with accounts, for tests with a real web server and a browser.
    let (configuration, keys, site, publicDirectory) = Settings.load(
        nil, .keys("KEYS"), .path("SITE"), .path("PUBLIC_DIRECTORY"))
    do {
        let directory = try PrivateDirectory(site, outside: publicDirectory)
        let people = try AccountFiles(in: directory)
        let settings = AccountSettings(siteName: "Tea Club")
        let accounts = try Accounts(people, keys: keys, in: directory, settings: settings)

        var gate = Gate()
        gate.configuration = configuration
        accounts.addPages(to: &gate) { page in Page(page.title, page.body) }
        gate.get("/", allow: .everyone) { _ in Page("Tea Club", "<h1>Tea Club</h1><a href=\"desk\">Desk</a>") }
        gate.get("/desk", allow: accounts.member) { _, member in
            Page("Desk", "<h1>Desk of \(member.signInName)</h1>")
        }
        gate.get("/safe", allow: accounts.memberWithSecondFactor) { _, member in
            Page("Safe", "<h1>Safe of \(member.signInName)</h1>")
        }
        gate.command("add-person", "NAME", help: "adds a person, whose password is read from standard input") {
            arguments in
            guard arguments.count == 1, let password = readLine() else {
                throw CommandError("use add-person NAME, with the password on standard input", exitStatus: 64)
            }
            let hash = try await accounts.hasher.hash(Password(password))
            try await people.add(arguments[0], credentials: Credentials(password: hash))
        }
        await gate.serve()
    } catch {
        Settings.refuse(["\(error)"])
    }
#endif
