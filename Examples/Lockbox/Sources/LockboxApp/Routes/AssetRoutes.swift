import Gatehouse

extension Lockbox {
    /// Adds the public routes of the style sheet and the script. Both are part of the executable, so there is only one file
    /// to install.
    static func addAssetRoutes(to gate: inout Gate) {
        gate.get("/style.css", as: .stylesheet, allow: .everyone) { _ in
            Response(status: .ok, headers: [.contentType: "text/css; charset=utf-8"], body: .text(Assets.stylesheet))
                .cached(.revalidated, tag: Assets.stylesheetTag)
        }
        gate.get("/lockbox.js", as: .script, allow: .everyone) { _ in
            Response(status: .ok, headers: [.contentType: "text/javascript; charset=utf-8"], body: .text(Assets.script))
                .cached(.revalidated, tag: Assets.scriptTag)
        }
    }
}
