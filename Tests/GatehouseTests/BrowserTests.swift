import Foundation
import TestSupport
import Testing

/// Pages and files as a browser sees them: Debian's Chromium in front of Debian's Apache.
@Suite("Pages and files in Chromium", .serialized, .timeLimit(.minutes(5)))
final class BrowserTests {
    private let site: ApacheSite
    private let assets: URL
    private let browser: Chromium

    init() throws {
        site = try ApacheSite(
            .template("fcgid-wrapper"),
            mount: "/",
            binary: Products.program("TestApp"),
            hostConfiguration: """
                FcgidInitialEnv TESTAPP_FILES @PRIVATE@/assets
                FcgidInitialEnv TESTAPP_ORIGIN @PRIVATE@/origin
                """
        )
        assets = site.privateDirectory.appendingPathComponent("assets")
        try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: false)
        browser = try Chromium()
    }

    private var address: String { "http://127.0.0.1:\(site.port)" }

    // MARK: The policy of a page

    private struct State: Decodable {
        let ran: [String]
        let color: String
        let base: String
        let violations: [String]
    }

    /// Opens the page with text that a user has entered, and returns the result after this number of violations.
    private func page(written: String, violations: Int) throws -> State {
        var url = try #require(URLComponents(string: "\(address)/page"))
        url.queryItems = [URLQueryItem(name: "written", value: written)]
        try browser.open(try #require(url.string))
        return try browser.run(
            """
            const pause = () => new Promise(resolve => setTimeout(resolve, 50));
            await window.fetched;
            document.querySelectorAll("a, input").forEach(element => element.click());
            while (window.violations.length < \(violations)) await pause();
            // Lets further code take effect.
            await pause();
            const color = getComputedStyle(document.querySelector("h1")).color;
            return {ran: window.ran, color, base: document.baseURI, violations: window.violations};
            """
        )
    }

    @Test("A page with the nonce of its request follows its policy, and planted code does not run")
    func pageFollowsItsPolicy() throws {
        let state = try page(written: "a harmless word", violations: 0)
        #expect(state.ran == ["script", "fetch: open\n"])
        #expect(state.color == "rgb(1, 2, 3)")
        #expect(state.violations.isEmpty)
        #expect(browser.warnings.isEmpty)

        // Planted code does not run, and is reported.
        try Data("ran.push('planted')".utf8).write(to: assets.appendingPathComponent("planted.js"))
        for (html, directive) in Self.planted {
            let state = try page(written: html, violations: 1)
            #expect(state.ran == ["script", "fetch: open\n"], "\(html)")
            #expect(state.color == "rgb(1, 2, 3)", "\(html)")
            #expect(state.base.hasPrefix("\(address)/page"), "\(html)")
            #expect(state.violations == [directive], "\(html)")
            try browser.awaitWarning()
            #expect(browser.warnings.count == 1, "\(html)")
        }
    }

    /// Planted code, and the directive of the policy that blocks it.
    private static let planted = [
        ("<script>ran.push('planted')</script>", "script-src-elem"),
        ("<script nonce=\"AAAAAAAAAAAAAAAAAAAAAA\">ran.push('planted')</script>", "script-src-elem"),
        ("<script src=\"/files/planted.js\"></script>", "script-src-elem"),
        ("<img src=\"/none\" onerror=\"ran.push('planted')\">", "script-src-attr"),
        ("<a href=\"javascript:ran.push('planted')\">x</a>", "script-src-elem"),
        ("<style>h1 { color: rgb(9, 9, 9) !important }</style>", "style-src-elem"),
        ("<base href=\"https://evil.example/\">", "base-uri"), ("<iframe src=\"/page\"></iframe>", "frame-src"),
        ("<object data=\"/page\"></object>", "object-src"),
        ("<form action=\"https://evil.example/\"><input type=\"submit\"></form>", "form-action"),
    ]

    // MARK: Scripts of other origins

    @Test("A script of another origin reads only the routes that are shared with it")
    func scriptReadsSharedRoutesOnly() throws {
        let other = "http://localhost:\(site.port)"
        try other.write(
            to: site.privateDirectory.appendingPathComponent("origin"), atomically: false, encoding: .utf8)
        // The policy of the page allows requests to its own origin only.
        try browser.call("Page.setBypassCSP", ["enabled": true])
        func outcomes(from page: String, to host: String) throws -> [String] {
            try browser.open(page)
            return try browser.run(
                """
                const outcome = async (path, options) => {
                    try {
                        const response = await fetch("\(host)" + path, options);
                        const text = (await response.text()).trim();
                        return [response.status, text, response.headers.get("ETag")].join(" ");
                    } catch { return "blocked"; }
                };
                const json = {method: "PUT", headers: {"Content-Type": "application/json"}, body: "{}"};
                return [
                    await outcome("/shared", json), await outcome("/shared", {...json, credentials: "include"}),
                    await outcome("/shared/denied"), await outcome("/shared/any"),
                    await outcome("/shared/any", {credentials: "include"}),
                    await outcome("/shared", {method: "PUT", headers: {"X-Other": "1"}}),
                    await outcome("/shared", {method: "DELETE"}), await outcome("/"), await outcome("/hidden"),
                ];
                """
            )
        }
        let blocked = Array(repeating: "blocked", count: 5)
        #expect(
            try outcomes(from: other, to: address)
                == ["200 {} \"1\"", "200 {} \"1\"", "401 401 Unauthorized ", "200 any "] + blocked)
        // The origin of this page is in no list.
        #expect(
            try outcomes(from: address, to: other) == ["blocked", "blocked", "blocked", "200 any "] + blocked)
    }

    // MARK: Seeking in a file

    @Test("A sound is played from any position, by ranges with the bytes of that position")
    func soundIsPlayedByRanges() throws {
        let file = Sound.file
        try file.write(to: assets.appendingPathComponent("sound.wav"))
        while try !site.exchange("HEAD", "/files/sound.wav").head.contains("ETag: \"") { usleep(20_000) }
        try browser.open("\(address)/page")
        let heard: Sound.Heard = try browser.run("const audio = new Audio(\"/files/sound.wav\"); \(Sound.seeking)")
        try Sound.check(heard)
        try Sound.check(browser.responses(to: "/files/sound.wav"))

        struct Part: Decodable {
            let status: Int
            let range: String?
            let bytes: [UInt8]
        }
        let part: Part = try browser.run(
            """
            const response = await fetch("/files/sound.wav", {headers: {Range: "bytes=352840-352850"}});
            const bytes = [...new Uint8Array(await response.arrayBuffer())];
            return {status: response.status, range: response.headers.get("Content-Range"), bytes};
            """
        )
        #expect(part.status == 206)
        #expect(part.range == "bytes 352840-352850/\(file.count)")
        #expect(part.bytes == Array(file[352_840...352_850]))
        #expect(Set(part.bytes).count == 2)
    }
}
