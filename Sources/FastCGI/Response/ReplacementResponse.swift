/// The error of a handler whose response cannot be sent, with the response to send instead. The handler has logged the
/// cause.
package struct ReplacementResponse: Error {
    package let response: CompleteResponse

    package init(_ response: CompleteResponse) {
        self.response = response
    }
}
