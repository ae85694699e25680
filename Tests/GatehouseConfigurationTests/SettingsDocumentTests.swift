import Foundation
import Testing

@testable import GatehouseConfiguration

@Suite("docs/configuration.md lists the settings")
struct SettingsDocumentTests {
    /// Breaks if a setting is added or renamed, or its default changes, without a change of the table.
    @Test("The table lists every setting with its default, in the same order")
    func tableListsEverySetting() throws {
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

    /// Breaks if the documented default is not the default of the gate.
    @Test("Setting a documented default explicitly changes nothing")
    func documentedDefaultsChangeNothing() throws {
        let without = try Settings.read(nil, environment: [])
        for setting in GateSetting.all where !setting.standard.isEmpty && !setting.name.hasPrefix("GATEHOUSE_PROXY_") {
            let environment = [(name: Array(setting.name.utf8), value: Array(setting.standard.utf8))]
            let with = try Settings.read(nil, environment: environment)
            #expect(String(reflecting: with) == String(reflecting: without), "\(setting.name)")
        }
    }
}
