package import GatewayInterface

extension Response {
    /// Takes out what its handler has left to be done once it has left; nothing more is accepted then.
    ///
    /// To be called when the body is complete, and also when it will not be.
    package func takeBackgroundWork() -> [BackgroundWork] {
        context?.takeBackgroundWork() ?? []
    }
}
