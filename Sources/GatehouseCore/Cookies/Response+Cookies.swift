internal import HTTPTypes

extension Response {
    /// Sets a cookie. One of the same name, path and domain replaces what the client has.
    ///
    /// - Throws: ``CookieError`` for what a browser would refuse.
    public mutating func set(_ cookie: Cookie) throws(CookieError) {
        headers.append(HTTPField(name: .setCookie, value: try cookie.field()))
        // Nothing in between may hand it to somebody else.
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    }

    /// Has the client forget a cookie. Name, path and domain have to be those with which it was set.
    ///
    /// - Throws: ``CookieError``.
    public mutating func remove(_ cookie: Cookie) throws(CookieError) {
        var cookie = cookie
        cookie.value = ""
        cookie.lifetime = .zero
        try set(cookie)
    }
}

extension Redirect {
    /// The same redirect, which also sets a cookie.
    ///
    /// - Throws: ``CookieError`` for a cookie that a browser would refuse.
    public func setting(_ cookie: Cookie) throws(CookieError) -> Redirect {
        var redirect = self
        redirect.headers.append(HTTPField(name: .setCookie, value: try cookie.field()))
        return redirect
    }
}
