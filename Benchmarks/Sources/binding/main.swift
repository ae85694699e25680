import Responders

// binding FILE
try await serveBinding(file: CommandLine.arguments.dropFirst().first ?? "")
