#if Tool
    import FoundationEssentials
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse htaccess")
    struct HtaccessTests {
        @Test("Each template is complete after rendering, in each line", arguments: Template.allCases)
        func rendersCompletely(template: Template) throws {
            let place = TemplatePlace(
                directory: "/home/me/public_html/my app",
                privateDirectory: template.hasPrivateProgram ? "/home/me/p" : nil,
                mount: "/my app", hosts: template.takesHosts ? ["www.example.com"] : [])
            let text = try template.rendered(for: place)
            #expect(!text.contains("@DIRECTORY@") && !text.contains("@PRIVATE@"))
            #expect(!text.contains("@MOUNT@") && !text.contains("@SCRIPT@"))
            #expect(Template(ofContent: text) == template)
            let wrappers = text.split(separator: "\n").filter { $0.hasPrefix("FcgidWrapper ") }
            #expect(wrappers.isEmpty != template.takesHosts)
            #expect(wrappers.allSatisfy { $0.contains(" --host www.example.com\" ") })
        }

        @Test("A place without hosts renders the template as sed does in the documents")
        func sameAsSed() throws {
            let text = try Template.fcgidWrapper.rendered(
                for: TemplatePlace(
                    directory: "/home/me/public_html/app", privateDirectory: "/home/me/program", mount: "/app"))
            let expected = Template.fcgidWrapper.text.replacing("@DIRECTORY@", with: "/home/me/public_html/app")
                .replacing("@PRIVATE@", with: "/home/me/program").replacing("@MOUNT@", with: "/app")
            #expect(text == expected)
        }

        @Test(
            "A path that would need escaping is refused",
            arguments: [
                "relative", "", "/a\"b", "/a'b", "/a\\b", "/a%{REQUEST_URI}", "/a$1", "/a#b", "/a\nb", "/a\tb", "/a*b",
                "/a?b",
                "/a[b", "/a(b", "/a|b", "/a<b", "/a;b", "/a&b", "/a!b", "/a`b", "/a\u{0}b", "/a\u{7F}b", "/a//b", "/a/",
                "/a/./b",
                "/a/../b", "/@DIRECTORY@", "/@MOUNT@/x",
            ])
        func refusesEscaping(path: String) {
            for place in [
                TemplatePlace(directory: path, privateDirectory: "/p", mount: "/app"),
                TemplatePlace(directory: "/d", privateDirectory: path, mount: "/app"),
                TemplatePlace(directory: "/d", privateDirectory: "/p", mount: path),
            ] {
                #expect { try Template.fcgidWrapper.rendered(for: place) } throws: { error in
                    (error as? ToolError)?.status == .usage
                }
            }
        }

        @Test(
            "A host with other characters than those of a name is refused",
            arguments: ["", "a b", "a\"b", "a'b", "--x", "a;b", "ä"])
        func refusesHost(host: String) {
            let place = TemplatePlace(directory: "/d", mount: "/", hosts: [host])
            #expect(throws: ToolError.self) { try Template.fcgidRewrite.rendered(for: place) }
        }

        @Test("The program is never in the public directory", arguments: ["/d", "/d/p", "/d/p/q"])
        func refusesPublicProgram(path: String) {
            let place = TemplatePlace(directory: "/d", privateDirectory: path, mount: "/")
            #expect(throws: ToolError.self) { try Template.fcgidWrapper.rendered(for: place) }
        }

        @Test(
            "The mount is the path below a directory with a usual name",
            arguments: [
                ("/home/me/public_html", "/"), ("/home/me/public_html/a", "/a"), ("/home/me/public_html/a/b", "/a/b"),
                ("/var/www/html", "/"), ("/home/me/www/public_html/x", "/x"), ("/home/me/site", nil), ("/", nil),
            ] as [(String, String?)])
        func mounts(directory: String, mount: String?) {
            #expect(TemplatePlace.usualMount(of: directory) == mount)
        }

        @Test("The command writes the file with mode 0644, shows what changes, and then changes nothing")
        func writes() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html/app")
            let first = await home.run("htaccess", "--for", path, "--host", "example.com")
            #expect(first.status == 0)
            #expect(first.output.contains("+RewriteEngine On"))
            #expect(try home.mode("public_html/app/.htaccess") == 0o644)
            let text = try home.text("public_html/app/.htaccess")
            #expect(text.contains("FcgidWrapper \"'\(path)/app.fcgi' --host example.com\" .fcgi"))
            let second = await home.run("htaccess", "--for", path, "--host", "example.com")
            #expect(second.output == "\(path)/.htaccess is unchanged.\n")
            let third = await home.run("htaccess", "--for", path, "--host", "other.example", "--dry-run")
            #expect(third.output.contains("-FcgidWrapper") && third.output.contains("+FcgidWrapper"))
            #expect(!third.output.contains("RewriteEngine"))
            #expect(try home.text("public_html/app/.htaccess") == text)
            #expect(try home.names("public_html/app") == [".htaccess"])
        }

        @Test("Rules of somebody else are replaced only with --replace")
        func keepsOtherRules() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html")
            try home.write("public_html/.htaccess", "AuthType Basic\n")
            let refused = await home.run("htaccess", "--for", path)
            #expect(refused.status == ExitStatus.cannotCreate.rawValue)
            #expect(refused.error.contains("--replace"))
            #expect(try home.text("public_html/.htaccess") == "AuthType Basic\n")
            #expect(await home.run("htaccess", "--for", path, "--replace").status == 0)
            #expect(try home.text("public_html/.htaccess").hasPrefix("# Gatehouse with mod_fcgid and mod_rewrite"))
        }

        @Test("The place of a .htaccess can be read back from it", arguments: Template.allCases)
        func readsBack(template: Template) throws {
            for mount in ["/", "/my app/x"] {
                let place = TemplatePlace(
                    directory: "/home/me/public_html" + (mount == "/" ? "" : mount),
                    privateDirectory: template.hasPrivateProgram ? "/home/me/my program" : nil, mount: mount,
                    hosts: template.takesHosts ? ["a.example", "b.example:8443"] : [])
                let text = try template.rendered(for: place)
                #expect(HtaccessFile(text).place(in: place.directory) == place)
                #expect(HtaccessFile(text).directory == place.directory)
            }
            #expect(HtaccessFile("AuthType Basic\n").place(in: "/home/me/public_html") == nil)
        }

        @Test("What no option says stays as it is in the file")
        func keepsOptions() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html/app")
            let program = home.path + "/program"
            _ = await home.run("htaccess", "--for", path, "--private", program, "--mount", "/x", "--host", "a.example")
            #expect(await home.run("htaccess", "--for", path).output == "\(path)/.htaccess is unchanged.\n")
            _ = await home.run("htaccess", "--for", path, "--host", "b.example")
            let text = try home.text("public_html/app/.htaccess")
            #expect(text.contains("FcgidWrapper \"'\(program)/app.fcgi' --mount '/x' --host b.example\" virtual"))
            _ = await home.run("htaccess", "--for", path, "--template", "cgi-rewrite")
            #expect(try home.text("public_html/app/.htaccess").contains("\(path)/app.fcgi"))
        }

        @Test("A symbolic link in place of the file is replaced and not followed")
        func replacesLink() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html")
            try home.write("precious", "")
            try home.link("public_html/.htaccess", to: "precious")
            #expect(await home.run("htaccess", "--for", path, "--replace").status == 0)
            #expect(try home.text("precious") == "")
        }

        @Test("Wrong arguments end with a status of sysexits.h and a remedy")
        func wrongArguments() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html")
            for (arguments, status, part) in [
                (["--for", path, "--template", "nginx"], 64, "no template of this name"),
                (["--for", path, "--assets", "--private", "/p"], 64, "different templates"),
                (["--for", path, "--template", "fcgid-wrapper"], 64, "--private"),
                (["--for", path, "--template", "cgi-rewrite", "--host", "a.example"], 64, "GATEHOUSE_HOSTS=a.example"),
                (["--for", path + "/missing"], 66, "create it"), (["--for", home.path + "/site"], 64, "--mount"),
                ([], 64, "--for"),
            ] as [([String], Int32, String)] {
                let result = await home.run(["htaccess"] + arguments)
                #expect(result.status == status, "\(arguments)")
                #expect(result.error.contains(part), "\(result.error)")
                #expect(result.output.isEmpty)
            }
        }

        @Test("--print writes nothing and needs no directory")
        func prints() async throws {
            let home = try TemporaryHome()
            let result = await home.run("htaccess", "--for", "/srv/www/site", "--private", "/srv/program", "--print")
            #expect(result.status == 0)
            #expect(result.output.contains("FcgidWrapper \"'/srv/program/app.fcgi' --mount '/site'\" virtual\n"))
        }
    }
#endif
