import Foundation
import Testing

/// 128 seconds of sound with 16 bits and one channel, 11 MB, in steps of four seconds, each louder than the one before.
/// All bytes of a step are equal.
enum Sound {
    private static let steps = 32
    private static let stepBytes = 4 * 44_100 * 2

    /// The file, as WAV.
    static let file: Data = {
        let length = steps * stepBytes
        var file = Data()
        func append(_ text: String, _ numbers: (value: Int, bytes: Int)...) {
            file += text.utf8
            for (value, bytes) in numbers { for byte in 0..<bytes { file.append(UInt8(value >> (byte * 8) & 0xFF)) } }
        }
        append("RIFF", (length + 36, 4))
        append("WAVEfmt ", (16, 4), (1, 2), (1, 2), (44_100, 4), (88_200, 4), (2, 2), (16, 2))
        append("data", (length, 4))
        for step in 0..<steps { file += Data(repeating: UInt8(step * 4), count: stepBytes) }
        return file
    }()

    /// JavaScript that creates the same bytes as `data`.
    static let making = """
        const head = Uint8Array.from(atob("\(file.prefix(44).base64EncodedString())"), c => c.charCodeAt(0));
        const data = new Uint8Array(44 + \(steps * stepBytes));
        data.set(head);
        for (let step = 0; step < \(steps); step++) {
            data.fill(step * 4, 44 + step * \(stepBytes), 44 + (step + 1) * \(stepBytes));
        }
        """

    /// The report of a player.
    struct Heard: Decodable {
        let duration: Double
        /// For each position: the time of the player, and the level of the sound.
        let places: [Place]

        struct Place: Decodable {
            let time: Double
            let level: Double
        }
    }

    private static let sought = [121.0, 1.0, 61.0]

    /// JavaScript that plays `audio` from three positions, and returns what it hears.
    static let seeking = """
        const loaded = audio.readyState > 0;
        const on = name => new Promise((resolve, reject) => {
            audio.addEventListener(name, resolve, {once: true});
            audio.addEventListener("error", () => reject(new Error(audio.error.message)), {once: true});
        });
        audio.preload = "metadata";
        if (!loaded) await on("loadedmetadata");
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
            // On a busy machine the sound of the new position is heard late.
            const expected = Math.floor(place / 4) * 4 * 257 / 32768;
            const samples = new Float32Array(32);
            do {
                await new Promise(resolve => setTimeout(resolve, 10));
                analyser.getFloatTimeDomainData(samples);
            } while (Math.abs(samples[0] - expected) >= 0.01 && audio.currentTime < place + 1.5);
            places.push({time: audio.currentTime, level: samples[0]});
            audio.pause();
        }
        return {duration: audio.duration, places};
        """

    /// Checks that the heard sound belongs to the positions.
    static func check(_ heard: Heard) throws {
        #expect(heard.duration == 128)
        #expect(heard.places.count == sought.count)
        for (place, sought) in zip(heard.places, sought) {
            try #require(place.time > sought && place.time < sought + 2)
            // A step is 0.03.
            let level = Double(Int(sought) / 4 * 4 * 257) / 32_768
            #expect(abs(place.level - level) < 0.01, "at \(place.time): \(place.level), not \(level)")
        }
    }

    /// Checks that the responses were parts of the file that start near the positions.
    static func check(_ responses: [[String: Any]]) throws {
        #expect(responses.allSatisfy { $0["status"] as? Int == 206 })
        let starts = responses.compactMap { response in
            (response["headers"] as? [String: String])?["Content-Range"]?
                .wholeMatch(of: /bytes (\d+)-\d+\/11289644/).flatMap { Int($0.1) }
        }
        #expect(starts.count == responses.count)
        #expect(starts.first == 0)
        // A request may start a little before the position.
        let place = 44 + Int(sought[0]) * 88_200
        #expect(starts.contains { $0 > place - (1 << 20) && $0 <= place }, "\(starts)")
    }
}
