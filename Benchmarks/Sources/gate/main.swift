import Glibc
import Responders

// GATE_ROUTES: how many routes there are besides those of the works.
await serveGate(routes: unsafe getenv("GATE_ROUTES").flatMap { Int(String(cString: $0)) } ?? 0)
