import BoardApp
import Foundation

// The board with paths from the environment, for tests with a real web server and a browser.
let environment = ProcessInfo.processInfo.environment
await Board.serve(
    settings: environment["BOARD_SETTINGS"] ?? "", data: environment["BOARD_DATA"] ?? "",
    outside: environment["BOARD_PUBLIC"] ?? "")
