internal import GatewayInterface
internal import Synchronization

/// The parts of a request that rules, middleware and handlers share, whatever the route. They are behind one reference,
/// because a request is passed on about ten times.
final class RequestContext: Sendable {
    let target: RequestTarget
    let parameters: Parameters
    let body: RequestBody
    let time: Timestamp
    let origin: RequestOrigin
    let nonce = Nonce()
    let mount: [String]
    let links: Links
    /// The background work. `nil` if no more is accepted.
    let backgroundWork = Mutex<[BackgroundWork]?>([])
    let queue: BackgroundWorkQueue
    let languages: Languages
    /// The place of the language, if it does not depend on the header fields.
    let languageIndex: Int?
    /// The number of times that a rule or other code used the client's address while it was unknown.
    let unknownAddressUses = Atomic<Int>(0)

    init(
        target: RequestTarget,
        parameters: Parameters,
        body: RequestBody,
        time: Timestamp,
        origin: RequestOrigin,
        mount: [String],
        links: Links,
        queue: BackgroundWorkQueue,
        languages: Languages,
        languageIndex: Int? = nil
    ) {
        self.target = target
        self.parameters = parameters
        self.body = body
        self.time = time
        self.origin = origin
        self.mount = mount
        self.links = links
        self.queue = queue
        self.languages = languages
        self.languageIndex = languageIndex
    }
}
