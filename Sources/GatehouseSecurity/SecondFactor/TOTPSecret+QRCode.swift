#if Security
    internal import SecurityLibraries

    extension TOTPSecret {
        /// The URI as a QR code: an SVG image in the page itself, with a white background and a quiet zone.
        ///
        /// The secret appears in no URL. Send the page with `Cache-Control: no-store`.
        ///
        /// - Parameters:
        ///   - issuer: the name of the site.
        ///   - account: the name or the mail address of the user.
        ///   - label: the text for screen readers.
        public func qrCode(issuer: String, account: String, label: String) -> HTML {
            // The longest URI has 706 bytes, so it always fits.
            guard let code = QRCode(uri(issuer: issuer, account: account)) else { return HTML() }
            let quietZone = 4
            let side = code.size + 2 * quietZone
            var path = ""
            for row in 0..<code.size {
                var column = 0
                while column < code.size {
                    let start = column
                    while column < code.size, code.modules[row * code.size + column] { column += 1 }
                    if column > start {
                        // A row of dark modules as one rectangle.
                        path += "M\(start + quietZone) \(row + quietZone)h\(column - start)v1H\(start + quietZone)z"
                    }
                    column += 1
                }
            }
            return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" width="\(side * 5)" \
                height="\(side * 5)" role="img" aria-label="\(label)" shape-rendering="crispEdges">\
                <path fill="#fff" d="M0 0h\(side)v\(side)H0z"/><path d="\(path)"/></svg>
                """
        }
    }
#endif
