import Gatehouse

struct Guest {
    let name: String
}

let guests = ["ada": Guest(name: "Ada Lovelace"), "grace": Guest(name: "Grace Hopper")]

// An unknown name gets the same response as a path that does not exist, so clients cannot find out who is on the list.
let invited = Access<Guest>("on the guest list") { request in
    guests[try request.path["name"]]
}

var gate = Gate()  // has no routes
gate.get("/", allow: .everyone) { _ in "Hello from behind the gate.\n" }
gate.get("/guests/{name}", allow: invited) { _, guest in "Welcome, \(guest.name).\n" }
await gate.serve()
