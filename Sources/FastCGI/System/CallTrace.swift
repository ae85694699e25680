/// The calls of a thread at one moment, as one text for a log.
struct CallTrace {
    /// The calls from the innermost on, with " < " between them. "?" is before a call that is not certain.
    let text: String
    /// The build ID of the program, if a call of it has no name.
    let buildID: String?

    /// The largest lengths of the whole text and of one name, in bytes.
    static let longest = 2000
    private static let longestName = 160

    /// The names of the function that runs the jobs of a task. The calls outside of it are the same for all requests.
    private static let outermost = [
        "swift_job_run", "swift_job_runImpl", "_ZN5swift34runJobInEstablishedExecutorContextEPNS_3JobE",
    ]

    /// Finds the calls in a copy of a stack, and their names in the files of the program.
    init(_ copy: StackCopy) throws(SystemError) {
        let code = try CodeMap()
        let frames = copy.frames { code.isReturn($0) }
        let places = frames.map { code.place(of: $0.address) }
        var texts = frames.map { _ in "" }
        var names: [String?] = frames.map { _ in nil }
        var buildID: String?
        let program = CodeMap.program
        for path in Set(places.compactMap { $0?.file }) {
            let own = places.indices.filter { places[$0]?.file == path }
            let offsets = own.compactMap { places[$0]?.offset }
            var addresses = offsets
            var found: [String?] = own.map { _ in nil }
            if let file = try? SymbolFile(path == program ? "/proc/self/exe" : path) {
                addresses = file.addresses(of: offsets)
                found = file.names(at: addresses)
                if path == program, found.contains(nil) { buildID = file.buildID }
            }
            let name = path.split(separator: "/").last ?? "?"
            for (place, frame) in own.enumerated() {
                names[frame] = found[place]
                texts[frame] = found[place] ?? "\(name)+0x\(String(addresses[place], radix: 16))"
            }
        }
        var text = ""
        for (index, frame) in frames.enumerated() {
            if let name = names[index], Self.outermost.contains(name) { break }
            let name = texts[index].isEmpty ? "0x" + String(frame.address, radix: 16) : texts[index]
            let call = (text.isEmpty ? "" : " < ") + (frame.isCertain ? "" : "?") + Self.cut(name)
            guard text.utf8.count + call.utf8.count <= Self.longest else { break }
            text += call
        }
        self.text = text
        self.buildID = buildID
    }

    private static func cut(_ name: String) -> String {
        name.utf8.count <= longestName ? name : String(decoding: name.utf8.prefix(longestName), as: UTF8.self) + "..."
    }
}
