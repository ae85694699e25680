import Responders

await serveGate()
