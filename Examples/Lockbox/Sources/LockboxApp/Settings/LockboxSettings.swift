import FoundationEssentials
import Gatehouse
import GatehouseConfiguration

/// What differs from one host to the next. `lockbox.conf.example` has all of it.
struct LockboxSettings: Sendable {
    /// What the gate itself is told.
    var configuration: GateConfiguration

    /// The directory of the boxes.
    var directory: String

    /// What the web server shows. No box may lie in it.
    var publicDirectory: String

    /// The people and their keys.
    var keys: [String: Secret]

    /// How much a box may hold.
    var limits: BoxLimits

    /// Who may ask whether the program is well: addresses; nobody unless told.
    var monitors: [String] = []

    /// Reads all settings, or ends the program with a list of what is wrong with them.
    static func load(_ file: String, outside publicDirectory: String) -> LockboxSettings {
        let isThere = FileManager.default.fileExists(atPath: file)
        let (configuration, directory, shown, keys, files, bytes, uploadBytes, monitors) = Settings.load(
            isThere ? SettingsFile(file, outside: publicDirectory) : nil,
            Setting.path("BOXES"),
            Setting.path("PUBLIC_DIRECTORY", default: publicDirectory),
            Setting.secrets("KEYS", atLeast: 20),
            Setting.int("FILES", in: 1...100_000, default: 5000),
            Setting.int("BOX_BYTES", in: 1...(1 << 50), default: 1_000_000_000),
            Setting.int("UPLOAD_BYTES", in: 1...(1 << 40), default: 100_000_000),
            Setting.value("MONITORS", default: [], form: "addresses with \",\" between them") {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        )
        return LockboxSettings(
            configuration: configuration,
            directory: directory,
            publicDirectory: shown,
            keys: keys,
            limits: BoxLimits(files: files, bytes: bytes, uploadBytes: uploadBytes),
            monitors: monitors
        )
    }
}
