#if Tool
    /// The script that reloads a page.
    ///
    /// It listens only while the page is visible: a browser opens at most six connections to a site, and each event stream takes
    /// one. When the page becomes visible again, the first event has the present number, and tells whether the page is old.
    enum ReloadScript {
        /// The element that goes to the end of a page.
        ///
        /// - Parameters:
        ///   - number: the state that the page shows.
        ///   - path: the path of the event stream.
        ///   - nonce: the nonce in the policy of the page.
        static func element(number: Int, path: String, nonce: String) -> String {
            """
            <script nonce="\(nonce)">(() => {
            let events;
            const stop = () => { events?.close(); events = undefined; };
            const listen = () => {
            if (document.visibilityState !== "visible") return stop();
            if (events) return;
            events = new EventSource("\(path)");
            events.onmessage = (event) => { if (event.data !== "\(number)") { stop(); location.reload(); } };
            };
            document.addEventListener("visibilitychange", listen);
            addEventListener("pagehide", stop);
            addEventListener("pageshow", listen);
            listen();
            })();</script>

            """
        }
    }
#endif
