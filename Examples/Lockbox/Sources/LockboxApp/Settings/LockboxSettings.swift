import FoundationEssentials
import Gatehouse
import GatehouseConfiguration

/// The settings that depend on the host. `lockbox.conf.example` has all of them.
struct LockboxSettings: Sendable {
    /// The configuration of the gate.
    var configuration: GateConfiguration

    /// The directory of the boxes.
    var directory: String

    /// The directory that the web server serves. No box may lie in it.
    var publicDirectory: String

    /// The people and their keys.
    var keys: [String: Secret]

    /// The limits of each box.
    var limits: BoxLimits

    /// The addresses that may request `/health`. Without any, the path does not exist.
    var monitors: [String] = []

    /// Reads all settings. If any is invalid, prints all errors and exits.
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
            Setting.value("MONITORS", default: [], form: "addresses separated by \",\"") {
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
