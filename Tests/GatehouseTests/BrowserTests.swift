import Foundation
import TestSupport
import Testing

/// Pages and files as a browser sees them: Debian's Chromium in front of Debian's Apache.
@Suite("Chromium", .serialized, .timeLimit(.minutes(3)))
final class BrowserTests {
    private let site: ApacheSite
    private let assets: URL
    private let browser: Chromium

    init() throws {
        site = try ApacheSite(
            .template("fcgid-wrapper"),
            mount: "/",
            binary: Products.program("TestApp"),
            hostConfiguration: "FcgidInitialEnv TESTAPP_FILES @PRIVATE@/assets"
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

    /// Opens the page with what somebody has written into it, and says what has come of it.
    private func page(written: String) throws -> State {
        var url = try #require(URLComponents(string: "\(address)/page"))
        url.queryItems = [URLQueryItem(name: "written", value: written)]
        try browser.open(try #require(url.string))
        return try browser.run(
            """
            await window.fetched;
            // What is clicked, and what a timer does, has its turn.
            document.querySelectorAll("a, input").forEach(element => element.click());
            await new Promise(resolve => setTimeout(resolve, 50));
            const color = getComputedStyle(document.querySelector("h1")).color;
            return {ran: window.ran, color, base: document.baseURI, violations: window.violations};
            """
        )
    }

    /// What the console says about security.
    private var warnings: [String] {
        browser.events.filter { $0.method == "Log.entryAdded" }.compactMap { event in
            let entry = event.parameters["entry"] as? [String: Any]
            return entry?["source"] as? String == "security" ? entry?["text"] as? String : nil
        }
    }

    @Test("a page with the nonce of its request breaks no rule of its policy, and what is planted in it does nothing")
    func page() throws {
        let state = try page(written: "a harmless word")
        #expect(state.ran == ["script", "fetch: open\n"])
        #expect(state.color == "rgb(1, 2, 3)")
        #expect(state.violations.isEmpty)
        #expect(warnings.isEmpty)

        // What is planted in it does nothing, and is reported.
        try Data("ran.push('planted')".utf8).write(to: assets.appendingPathComponent("planted.js"))
        for (html, directive) in Self.planted {
            let state = try page(written: html)
            #expect(state.ran == ["script", "fetch: open\n"], "\(html)")
            #expect(state.color == "rgb(1, 2, 3)", "\(html)")
            #expect(state.base.hasPrefix("\(address)/page"), "\(html)")
            #expect(state.violations == [directive], "\(html)")
            #expect(warnings.count == 1, "\(html)")
        }
    }

    /// What somebody plants in the page, and the part of the policy that does not allow it.
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

    // MARK: A file that is sought in

    /// Steps of four seconds, each louder than the one before; all bytes of a step are the same.
    private static let steps = 32
    private static let stepBytes = 4 * 44_100 * 2

    /// 128 seconds of sound, 16 bits, one channel; 11 MB.
    private func sound() -> Data {
        let length = Self.steps * Self.stepBytes
        var file = Data()
        func append(_ text: String, _ numbers: (value: Int, bytes: Int)...) {
            file += text.utf8
            for (value, bytes) in numbers { for byte in 0..<bytes { file.append(UInt8(value >> (byte * 8) & 0xFF)) } }
        }
        append("RIFF", (length + 36, 4))
        append("WAVEfmt ", (16, 4), (1, 2), (1, 2), (44_100, 4), (88_200, 4), (2, 2), (16, 2))
        append("data", (length, 4))
        for step in 0..<Self.steps { file += Data(repeating: UInt8(step * 4), count: Self.stepBytes) }
        return file
    }

    private struct Heard: Decodable {
        let duration: Double
        /// At each place: what the clock of the player said, and the level of what was heard.
        let places: [Place]

        struct Place: Decodable {
            let time: Double
            let level: Double
        }
    }

    @Test("a sound is played from wherever it is sought: by ranges, each answered with the bytes of its place")
    func media() throws {
        let file = sound()
        try file.write(to: assets.appendingPathComponent("sound.wav"))
        while try !site.exchange("HEAD", "/files/sound.wav").head.contains("ETag: \"") { usleep(20_000) }
        try browser.open("\(address)/page")
        let sought = [121.0, 1.0, 61.0]
        let heard: Heard = try browser.run(
            """
            const audio = new Audio("/files/sound.wav");
            const on = name => new Promise((resolve, reject) => {
                audio.addEventListener(name, resolve, {once: true});
                audio.addEventListener("error", () => reject(new Error(audio.error.message)), {once: true});
            });
            audio.preload = "metadata";
            await on("loadedmetadata");
            const context = new AudioContext({sampleRate: 44100});
            const analyser = context.createAnalyser();
            context.createMediaElementSource(audio).connect(analyser).connect(context.destination);
            const places = [];
            for (const place of \(sought)) {
                const sought = on("seeked");
                audio.currentTime = place;
                await sought;
                await audio.play();
                while (audio.currentTime < place + 0.5) await new Promise(resolve => setTimeout(resolve, 10));
                const samples = new Float32Array(32);
                analyser.getFloatTimeDomainData(samples);
                places.push({time: audio.currentTime, level: samples[0]});
                audio.pause();
            }
            return {duration: audio.duration, places};
            """
        )
        #expect(heard.duration == 128)
        for (place, sought) in zip(heard.places, sought) {
            try #require(place.time > sought && place.time < sought + 2)
            // A step is 0.03.
            let level = Double(Int(sought) / 4 * 4 * 257) / 32_768
            #expect(abs(place.level - level) < 0.01, "at \(place.time): \(place.level), not \(level)")
        }

        let answers = browser.events.compactMap { event -> [String: Any]? in
            let response = event.parameters["response"] as? [String: Any]
            guard event.method == "Network.responseReceived", let url = response?["url"] as? String,
                url.hasSuffix("/files/sound.wav")
            else { return nil }
            return response
        }
        #expect(answers.allSatisfy { $0["status"] as? Int == 206 })
        let starts = answers.compactMap { answer in
            (answer["headers"] as? [String: String])?["Content-Range"]?
                .wholeMatch(of: /bytes (\d+)-\d+\/11289644/).flatMap { Int($0.1) }
        }
        #expect(starts.count == answers.count)
        #expect(starts.first == 0)
        // It need not ask at the very place: near enough before it.
        let place = 44 + Int(sought[0]) * 88_200
        #expect(starts.contains { $0 > place - (1 << 20) && $0 <= place }, "\(starts)")

        struct Part: Decodable {
            let status: Int
            let range: String?
            let bytes: [UInt8]
        }
        let part: Part = try browser.run(
            """
            const answer = await fetch("/files/sound.wav", {headers: {Range: "bytes=352840-352850"}});
            const bytes = [...new Uint8Array(await answer.arrayBuffer())];
            return {status: answer.status, range: answer.headers.get("Content-Range"), bytes};
            """
        )
        #expect(part.status == 206)
        #expect(part.range == "bytes 352840-352850/\(file.count)")
        #expect(part.bytes == Array(file[352_840...352_850]))
        #expect(Set(part.bytes).count == 2)
    }
}
