#if Tool
    /// Where an application is on this machine.
    struct Installation: Sendable {
        /// The template of the .htaccess.
        let template: Template
        /// The public directory, the directory of the program, and the mount.
        let place: TemplatePlace
        /// The private directory with settings, data and releases.
        let privateDirectory: String

        var releases: Releases { Releases(directory: privateDirectory + "/releases") }
        var settings: String { privateDirectory + "/app.conf" }
        var htaccess: String { place.directory + "/.htaccess" }
        /// The program that the web server starts.
        var program: String { (place.privateDirectory ?? place.directory) + "/app.fcgi" }

        /// - Throws: ``ToolError`` if the private directory is in the public one.
        init(template: Template, place: TemplatePlace, privateDirectory: String) throws(ToolError) {
            guard !Template.isInside(privateDirectory, place.directory) else {
                throw ToolError(
                    "the private directory \(privateDirectory) is in the public directory \(place.directory)",
                    remedy: "pass --data with a directory outside, such as ~/private/app", status: .usage)
            }
            self.template = template
            self.place = place
            self.privateDirectory = privateDirectory
        }

        /// Puts a program in the place that the web server starts. A request gets the old program or the new one.
        func install(_ bytes: [UInt8]) throws(ToolError) {
            try LocalFiles.replace(program, with: bytes, mode: 0o711, by: releases.directory)
        }
    }
#endif
