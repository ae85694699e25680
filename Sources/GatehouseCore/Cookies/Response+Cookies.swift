internal import HTTPTypes

extension Response {
    /// Sets a cookie. The client replaces its cookie of the same name, path and domain.
    ///
    /// - Throws: ``CookieError`` for a cookie that a browser would refuse.
    public mutating func set(_ cookie: Cookie) throws(CookieError) {
        headers.append(HTTPField(name: .setCookie, value: try cookie.field()))
        // No cache may give the cookie to another client.
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    }

    /// Removes a cookie from the client. Its name, path and domain must be the same as when it was set.
    ///
    /// - Throws: ``CookieError`` for a cookie that a browser would refuse.
    public mutating func remove(_ cookie: Cookie) throws(CookieError) {
        var cookie = cookie
        cookie.value = ""
        cookie.lifetime = .zero
        try set(cookie)
    }
}

extension Redirect {
    /// Returns a copy of the redirect that also sets a cookie.
    ///
    /// - Throws: ``CookieError`` for a cookie that a browser would refuse.
    public func setting(_ cookie: Cookie) throws(CookieError) -> Redirect {
        var redirect = self
        redirect.headers.append(HTTPField(name: .setCookie, value: try cookie.field()))
        return redirect
    }
}
