/// A place among a limited number, which a piece of work has while it waits or runs.
package protocol BackgroundWorkSlot: AnyObject, Sendable {
    /// Gives the place back, when the work is over; so does letting go of it, when the work is never begun.
    func release()

    /// The work was cancelled and does not end: it keeps the place.
    ///
    /// - Returns: whether stuck work now holds all the places that its route may have.
    func becomesStuck() -> Bool
}

extension BackgroundWorkSlot {
    /// For places that belong to no route.
    package func becomesStuck() -> Bool { false }
}
