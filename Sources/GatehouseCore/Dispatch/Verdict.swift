/// The decision about a file that the web server would send by itself.
package enum Verdict: Sendable {
    /// A rule allows the client to get the file.
    case allowed
    /// The file is refused, with this response.
    case refused(Response)
}
