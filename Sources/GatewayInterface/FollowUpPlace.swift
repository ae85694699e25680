/// A place among a limited number, which a piece of work has while it waits or runs.
package protocol FollowUpPlace: AnyObject, Sendable {
    /// Gives the place back, when the work is over; so does letting go of it, when the work is never begun.
    func release()
}
