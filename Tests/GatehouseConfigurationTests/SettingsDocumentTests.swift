import Foundation
import Testing

@testable import GatehouseConfiguration

@Suite("docs/configuration.md and the settings")
struct SettingsDocumentTests {
    /// Breaks if a setting is added, renamed or given another default, and the table is not.
    @Test("the table has every setting with its default, in the same order")
    func table() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/configuration.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `GATEHOUSE_") && !$0.contains("…` |") }.map {
            row in
            row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().prefix(2)
                .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
        }
        #expect(rows == GateSetting.all.map { [$0.name, $0.standard.isEmpty ? "none" : $0.standard] })
        #expect(rows.count > 10)
    }

    /// Breaks if what the table calls the default is not what the gate does without a word.
    @Test("each default, written out, changes nothing")
    func defaults() throws {
        let without = try Settings.read(nil, environment: [])
        for setting in GateSetting.all where !setting.standard.isEmpty && setting.name != "GATEHOUSE_PROXY_FIELDS" {
            let environment = [(name: Array(setting.name.utf8), value: Array(setting.standard.utf8))]
            let with = try Settings.read(nil, environment: environment)
            #expect(String(reflecting: with) == String(reflecting: without), "\(setting.name)")
        }
    }
}
