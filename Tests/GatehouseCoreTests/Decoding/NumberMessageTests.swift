import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Error messages about a number in a form")
struct NumberMessageTests {
    private func message<Number: FixedWidthInteger>(_ text: String, _ type: Number.Type) -> String? {
        do throws(HTTPError) {
            let _: Number = try FieldValue(name: "n", text: text).integer()
            return nil
        } catch {
            #expect(error.status == .unprocessableContent && error.field == "n")
            return error.message
        }
    }

    @Test("The message is a sentence, and gives limits only if they are short")
    func messageNamesProblemAndLimits() {
        for text in ["x", "", "-", "1.5", "+1", " 1", "1 ", "0x1"] {
            #expect(message(text, Int.self) == "The field must be a whole number.", "\(text)")
        }
        #expect(message("99999999999999999999", Int.self) == "The number is too large.")
        #expect(message("-99999999999999999999", Int64.self) == "The number is too small.")
        #expect(message("-1", UInt.self) == "The number must not be negative.")
        for text in ["256", "-1", "x"] {
            #expect(message(text, UInt8.self) == "The field must be a whole number from 0 to 255.", "\(text)")
        }
        #expect(message("-9223372036854775808", Int.self) == nil)
        #expect(message("255", UInt8.self) == nil)
    }
}
