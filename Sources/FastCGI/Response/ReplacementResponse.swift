/// Thrown by a handler whose answer could not be sent: what the client is to get in its place. The handler has logged why.
package struct ReplacementResponse: Error {
    package let response: CompleteResponse

    package init(_ response: CompleteResponse) {
        self.response = response
    }
}
