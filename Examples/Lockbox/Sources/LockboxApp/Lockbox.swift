import Gatehouse
import GatehouseConfiguration

/// A private box of files for each of a few people.
public enum Lockbox {
    /// Serves the boxes until the process is told to end: the whole of the program.
    ///
    /// - Parameters:
    ///   - file: of settings. Where there is none, the environment has them all.
    ///   - publicDirectory: what the web server shows. Neither the file nor a box may lie in it.
    public static func serve(settings file: String, outside publicDirectory: String) async {
        let settings = LockboxSettings.load(file, outside: publicDirectory)
        let boxes: Boxes
        do {
            boxes = try Boxes(settings)
        } catch {
            Settings.refuse(["the boxes cannot be opened: \(error)"])
        }
        // Who was let in and who was not, and what they did: one line for each request.
        await gate(settings, boxes).serve(logLevel: .info)
    }

    /// All that is open, and to whom.
    static func gate(_ settings: LockboxSettings, _ boxes: Boxes) -> Gate {
        var gate = Gate()
        gate.configuration = settings.configuration
        gate.errorPage(ErrorPage.init)
        let rules = Rules(boxes)
        addAssetRoutes(to: &gate)
        addBoxRoutes(to: &gate, rules)
        addFileRoutes(to: &gate, rules)
        gate.command("boxes", help: "prints who has a box, and how much is in it") { _ in
            for line in try boxes.summary() { print(line) }
        }
        if !settings.monitors.isEmpty {
            gate.health("/health", allow: .address(in: settings.monitors)) { boxes.canBeRead }
        }
        return gate
    }
}
