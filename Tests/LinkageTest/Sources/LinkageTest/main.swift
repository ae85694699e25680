import FastCGI
import Gatehouse

// Something of each module, so that neither can be left out of the link. Nobody runs this.
var gate = Gate()
gate.get("/", allow: .everyone) { _ in "\(Start.current)" }
await gate.serve()
