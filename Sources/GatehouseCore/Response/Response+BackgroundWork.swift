package import GatewayInterface

extension Response {
    /// Removes and returns the background work of the request. Afterwards, no more work is accepted.
    ///
    /// Call it when the body is complete, and also when it will never be.
    package func takeBackgroundWork() -> [BackgroundWork] {
        context?.takeBackgroundWork() ?? []
    }
}
