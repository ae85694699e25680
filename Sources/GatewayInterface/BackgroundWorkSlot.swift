/// A slot in a queue of limited size, which a piece of work occupies while it waits or runs.
package protocol BackgroundWorkSlot: AnyObject, Sendable {
    /// Frees the slot when the work is over. Work that never starts frees its slot when the slot is deallocated.
    func release()

    /// Marks the slot as occupied by work that was cancelled and does not end.
    ///
    /// - Returns: whether stuck work now occupies all slots of its route.
    func becomesStuck() -> Bool
}

extension BackgroundWorkSlot {
    /// For slots without a route.
    package func becomesStuck() -> Bool { false }
}
