/// An error that means that something the program needs cannot be used at the moment, such as a full disk.
///
/// The response is 503 with `Retry-After`, and the log has the reason under an incident number.
package protocol UnavailableError: Error {}
