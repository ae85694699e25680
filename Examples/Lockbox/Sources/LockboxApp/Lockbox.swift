import Gatehouse
import GatehouseConfiguration

/// The application: a private box of files for each of a few people.
public enum Lockbox {
    /// Serves the boxes until the process is asked to end.
    ///
    /// - Parameters:
    ///   - file: the settings file. If it does not exist, all settings come from the environment.
    ///   - publicDirectory: the directory that the web server serves. It must contain neither the file nor a box.
    public static func serve(settings file: String, outside publicDirectory: String) async {
        let settings = LockboxSettings.load(file, outside: publicDirectory)
        let boxes: Boxes
        do {
            boxes = try Boxes(settings)
        } catch {
            Settings.refuse(["the boxes cannot be opened: \(error)"])
        }
        // Logs every request: who signed in, who was denied, and what they did.
        await gate(settings, boxes).serve(logLevel: .info)
    }

    /// Creates the gate with all routes.
    static func gate(_ settings: LockboxSettings, _ boxes: Boxes) -> Gate {
        var gate = Gate()
        gate.configuration = settings.configuration
        gate.errorPage(ErrorPage.init)
        let rules = Rules(boxes)
        // The style sheet and the script are part of the executable, so there is only one file to install.
        gate.get("/assets/{path...}", as: .assets, allow: .everyone) { request in
            try Assets.embedded.file(request.path.rest("path"))
        }
        addBoxRoutes(to: &gate, rules)
        addFileRoutes(to: &gate, rules)
        gate.command("boxes", help: "prints all boxes with their sizes") { _ in
            for line in try boxes.summary() { print(line) }
        }
        if !settings.monitors.isEmpty {
            gate.health("/health", allow: .address(in: settings.monitors)) { boxes.canBeRead }
        }
        return gate
    }
}
