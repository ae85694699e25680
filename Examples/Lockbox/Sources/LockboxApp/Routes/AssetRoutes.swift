import Gatehouse

extension Lockbox {
    /// What every page needs, and nobody's secret. They are part of the program: one file is all there is to put onto a host.
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
