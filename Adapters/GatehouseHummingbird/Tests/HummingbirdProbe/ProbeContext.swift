import Foundation
import Hummingbird

struct ProbeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let address: String

    init(source: Source) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    /// The same order of the keys in each process.
    var responseEncoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }
}
