import Gatehouse
import GatehouseConfiguration
import GatehouseSecurity

/// The settings that depend on the host. `lockbox.conf.example` has all of them.
struct LockboxSettings: Sendable {
    /// The private directory: the database, the files and the sessions are in it.
    var data: String

    /// The directory that the web server serves. The private directory must not lie in it.
    var publicDirectory: String

    /// The quota of a new person, in bytes.
    var quota = 10_000_000_000

    /// The largest file, in bytes.
    var fileLimit = 10_737_418_240

    /// For how many days the bin keeps something.
    var binDays = 30

    /// For how many days the audit trail keeps an event.
    var auditDays = 180

    /// The cost of password hashes: 12 MiB and 3 passes, which OWASP recommends as an equal alternative to the standard of 19
    /// MiB and 2 passes. A process then stays below 40 MB, also during a hash.
    var cost = (try? PasswordCost(kibibytes: 12_288, passes: 3)) ?? .standard

    /// Reads all settings. If any is invalid, prints all errors and exits.
    static func load(
        _ file: SettingsFile?, data: String, outside publicDirectory: String
    ) -> (settings: LockboxSettings, configuration: GateConfiguration, keys: Keys, mailer: (any Mailer)?) {
        let (configuration, keys, data, shown, quota, fileLimit, binDays, auditDays, sender, sendmail) = Settings.load(
            file, .keys("KEYS"), Setting.path("DATA", default: data),
            Setting.path("PUBLIC_DIRECTORY", default: publicDirectory),
            Setting.int("QUOTA_BYTES", in: 0...(1 << 50), default: 10_000_000_000),
            Setting.int("FILE_BYTES", in: 1...(1 << 40), default: 10_737_418_240),
            Setting.int("BIN_DAYS", in: 1...3650, default: 30),
            Setting.int("AUDIT_DAYS", in: 1...3650, default: 180),
            Setting.text("MAIL_FROM", default: ""), .path("SENDMAIL", default: "/usr/sbin/sendmail"))
        if !sender.isEmpty, MailAddress(sender) == nil {
            Settings.refuse(["GATEHOUSE_APP_MAIL_FROM is not a mail address"])
        }
        return (
            LockboxSettings(
                data: data, publicDirectory: shown, quota: quota, fileLimit: fileLimit, binDays: binDays,
                auditDays: auditDays),
            configuration, keys, MailAddress(sender).map { Sendmail(from: $0, path: sendmail) }
        )
    }
}
