internal import GatewayInterface
internal import Synchronization

/// What a request carries through rules, middleware and handler, whatever its route: behind one reference, because a request
/// is handed on some ten times on its way.
final class RequestContext: Sendable {
    let target: RequestTarget
    let parameters: Parameters
    let body: RequestBody
    let time: Timestamp
    let origin: RequestOrigin
    let nonce = Nonce()
    let mount: [String]
    let links: Links
    /// What is to be done once the answer has left.
    /// `nil` when nothing is accepted any more.
    let backgroundWork = Mutex<[BackgroundWork]?>([])
    let queue: BackgroundWorkQueue
    /// How often a rule, or anything else, has asked for the client's address and learned that it is not known.
    let unknownAddressUses = Atomic<Int>(0)

    init(
        target: RequestTarget,
        parameters: Parameters,
        body: RequestBody,
        time: Timestamp,
        origin: RequestOrigin,
        mount: [String],
        links: Links,
        queue: BackgroundWorkQueue
    ) {
        self.target = target
        self.parameters = parameters
        self.body = body
        self.time = time
        self.origin = origin
        self.mount = mount
        self.links = links
        self.queue = queue
    }
}
