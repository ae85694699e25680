import Gatehouse

struct Guest {
    let name: String
}

let guests = ["ada": Guest(name: "Ada Lovelace"), "grace": Guest(name: "Grace Hopper")]

// Nobody learns who else is on the list: a name that is not gets the same answer as a path that does not exist.
let invited = Access<Guest>("on the guest list") { request in
    guests[try request.path["name"]]
}

var gate = Gate()  // opens nothing
gate.get("/", allow: .everyone) { _ in "Hello from behind the gate.\n" }
gate.get("/guests/{name}", allow: invited) { _, guest in "Welcome, \(guest.name).\n" }
await gate.serve()
