extension FastCGIExchange.State {
    /// Whether request `number` has no response yet.
    func isOpen(_ number: Int) -> Bool {
        guard self.number == number, case .open = phase else { return false }
        return true
    }

    /// The record that marks the response as incomplete; `nil` inside a record, because the bytes would become its
    /// content.
    var brokenOff: [UInt8]? { isInsideRecord ? nil : RecordBytes.brokenOff(requestID) }

    /// The body can be read until the response is complete.
    var canReadBody: Bool {
        switch phase {
        case .open, .streaming: true
        case .broken, .responded: false
        }
    }
}
