import FastCGI
import Gatehouse

// Uses each module, so that none can be left out of the link. This program is never run.
var gate = Gate()
gate.get("/", allow: .everyone) { _ in "\(Start.current)" }
await gate.serve()
