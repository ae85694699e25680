import Foundation
import TestSupport
import Testing

/// The example application as its user sees it.
@Suite("Lockbox in Chromium", .serialized, .timeLimit(.minutes(5)))
final class LockboxBrowserTests {
    private let site: ApacheSite
    private let browser: Chromium
    private let authorization = "Basic " + Data("ada:LMWL6nUe0yQb8cVbz3vt".utf8).base64EncodedString()

    init() throws {
        site = try ApacheSite(
            .template("fcgid-wrapper"),
            mount: "/",
            binary: Products.program("Lockbox"),
            hostConfiguration: """
                FcgidInitialEnv GATEHOUSE_APP_BOXES @PRIVATE@/boxes
                FcgidInitialEnv GATEHOUSE_APP_PUBLIC_DIRECTORY /usr
                FcgidInitialEnv GATEHOUSE_APP_KEYS ada:LMWL6nUe0yQb8cVbz3vt
                FcgidInitialEnv GATEHOUSE_APP_FILES 4
                FcgidMaxRequestLen 100000000
                """
        )
        let boxes = site.privateDirectory.appendingPathComponent("boxes").path
        try FileManager.default.createDirectory(
            atPath: boxes, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        if geteuid() == 0 {
            // The user of the web server, who runs the program.
            try FileManager.default.setAttributes([.ownerAccountName: "www-data"], ofItemAtPath: boxes)
        }
        browser = try Chromium()
        try browser.call("Network.setExtraHTTPHeaders", ["headers": ["Authorization": authorization]])
    }

    private var address: String { "http://127.0.0.1:\(site.port)" }

    /// Chooses files in the form and sends it, as a user does.
    private func upload(_ files: [(name: String, content: String)]) -> String {
        let texts = files.map { "new File([\(quoted($0.content))], \(quoted($0.name)))" }
        return """
            const chosen = new DataTransfer();
            for (const file of [\(texts.joined(separator: ", "))]) chosen.items.add(file);
            document.querySelector("#upload input").files = chosen.files;
            document.querySelector("#upload").requestSubmit();
            """
    }

    private func quoted(_ text: String) -> String {
        "decodeURIComponent('\(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")')"
    }

    private struct State: Decodable {
        let labels: [String]
        let shown: [String]
        let style: String
        let planted: Bool
        let violations: [String]
        let message: String
    }

    /// The state of the page after a script.
    private func state(after script: String = "") throws -> State {
        try browser.run(
            """
            const violations = [];
            document.addEventListener("securitypolicyviolation", event => violations.push(event.effectiveDirective));
            \(script)
            await new Promise(resolve => setTimeout(resolve, 50));
            const rows = [...document.querySelectorAll("#files tr")];
            return {
                labels: rows.map(row => row.dataset.label),
                shown: rows.filter(row => getComputedStyle(row).display !== "none").map(row => row.dataset.label),
                style: getComputedStyle(document.querySelector("table")).borderCollapse,
                planted: window.planted === true,
                violations,
                message: document.querySelector("#message").textContent,
            };
            """
        )
    }

    @Test(
        "The page follows its policy, its own script and style work, and planted code does not run")
    func pageFollowsItsPolicy() throws {
        try browser.open(address + "/")
        #expect(try state().labels.isEmpty)
        // The script of the page sends the form, and the page shows the files.
        let planting = "<img src=x onerror='window.planted = true'><script>window.planted = true</script>.txt"
        try browser.go(upload([("Übersicht.txt", "first"), ("写真.txt", "second"), (planting, "third")]))
        let sent = browser.events.filter { event in
            let request = event.parameters["request"] as? [String: Any]
            return event.method == "Network.requestWillBeSent" && request?["method"] as? String == "POST"
        }
        #expect(sent.map { $0.parameters["type"] as? String } == ["XHR"])
        let listed = try state()
        #expect(Set(listed.labels.prefix(3)).isSuperset(of: ["Übersicht.txt", "写真.txt"]))
        #expect(listed.labels.count == 3)
        #expect(listed.shown == listed.labels)
        #expect(listed.style == "collapse")
        #expect(!listed.planted)
        #expect(listed.violations.isEmpty)
        #expect(browser.warnings.isEmpty)

        // Typing filters the list.
        let found = try state(
            after: """
                const find = document.querySelector("#find");
                find.value = "ÜBER";
                find.dispatchEvent(new Event("input"));
                """)
        #expect(found.shown == ["Übersicht.txt"])
        #expect(found.labels.count == 3)

        // Code that gets into the page anyway does not run, and is reported.
        let planted = try state(
            after: """
                const script = document.createElement("script");
                script.textContent = "window.planted = true";
                document.body.append(script);
                document.body.insertAdjacentHTML("beforeend", "<img src='/none' onerror='window.planted = true'>");
                await new Promise(resolve => setTimeout(resolve, 200));
                """)
        #expect(!planted.planted)
        #expect(Set(planted.violations) == ["script-src-elem", "script-src-attr"])
    }

    @Test("A full box is reported on its page, and an uploaded page is never rendered")
    func fullBoxIsReported() throws {
        try browser.open(address + "/")
        try browser.go(
            upload([("page.html", "<script>window.planted = true</script>"), ("b", "2"), ("c", "3"), ("d", "4")]))
        let message = try state(
            after: """
                \(upload([("e", "5")]))
                while (!document.querySelector("#message").textContent) await new Promise(resolve => setTimeout(resolve, 10));
                """
        ).message
        #expect(message == "Too many files. The box has 4 of at most 4.")
        #expect(try state().labels.count == 4)

        let url: String = try browser.run(
            "return (await (await fetch('/files.json')).json()).find(file => file.name == 'page.html').url")
        try browser.call("Browser.setDownloadBehavior", ["behavior": "deny"])
        #expect(try browser.call("Page.navigate", ["url": address + url])["errorText"] as? String == "net::ERR_ABORTED")
        #expect(try browser.run("return location.pathname") == "/")
        // A file is deleted in two steps, without a script.
        try browser.open(address + "/")
        try browser.go("document.querySelector('tr[data-label=b] details form').requestSubmit()")
        #expect(try Set(state().labels) == ["page.html", "c", "d"])
    }

    @Test("An uploaded sound is played from any position")
    func uploadedSoundIsPlayed() throws {
        try browser.open(address + "/")
        let url: String = try browser.run(
            """
            \(Sound.making)
            const form = new FormData();
            form.append("files", new Blob([data]), "sound.wav");
            const response = await fetch("/", {method: "POST", body: form});
            if (!response.ok) throw new Error(response.status);
            return (await (await fetch("/files.json")).json())[0].url;
            """)
        // Parts can be requested after its tag has become strong.
        let headers = ["Authorization: \(authorization)"]
        while try !site.exchange("HEAD", url, headers: headers).head.contains("ETag: \"") { usleep(20_000) }
        try browser.open(address + url + "/page")
        let heard: Sound.Heard = try browser.run("const audio = document.querySelector('#player'); \(Sound.seeking)")
        try Sound.check(heard)
        try Sound.check(browser.responses(to: url))
        #expect(browser.warnings.isEmpty)
    }
}
