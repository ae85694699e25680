internal import FastCGI
public import GatehouseCore
internal import GatewayInterface

extension Assets {
    /// Opens a directory that `scripts/prepare-assets` has written. Call this once, when the program starts.
    ///
    /// The directory can be private. It can also be the directory `assets` of a public directory: with the template
    /// `fcgid-assets`, Apache serves the files under the same URLs.
    ///
    /// Older files stay available until they are deleted from the directory and the program restarts.
    ///
    /// - Parameter directory: an absolute path.
    /// - Throws: ``FileError/Code/invalidConfiguration`` if the directory or its `assets.manifest` is missing or invalid.
    public init(in directory: String) throws(FileError) {
        let quoted = LogText.quoted(directory.utf8)
        guard directory.utf8.first == UInt8(ascii: "/"), !directory.utf8.contains(0) else {
            throw FileError(.invalidConfiguration, "invalid directory \(quoted); use an absolute path")
        }
        let opened: OpenDirectory
        let manifest: [UInt8]
        do throws(SystemError) {
            opened = try OpenDirectory(path: directory)
            let file = try opened.open(["assets.manifest"])
            manifest = try file.bytes(from: 0, upTo: file.size)
        } catch {
            throw FileError(
                .invalidConfiguration, "cannot read the assets in \(quoted): \(error); run scripts/prepare-assets")
        }
        self.init(try Asset.manifest(manifest)) { asset, isCompressed throws(FileError) in
            let file: OpenFile
            do throws(SystemError) {
                file = try opened.open([asset.path + (isCompressed ? ".gz" : "")])
            } catch {
                throw FileError(Files.code(for: error), "\(error)")
            }
            guard file.size == (isCompressed ? asset.compressedSize : asset.size) else {
                throw FileError(
                    .refused, "the size of \(asset.path) differs from assets.manifest; run scripts/prepare-assets")
            }
            return .file(file, 0..<file.size)
        }
    }

    /// Opens a directory of files that are not prepared, for development. An edit is visible when the page is reloaded.
    ///
    /// URLs have no fingerprint, and pages no `integrity`. A browser revalidates each file (`Cache-Control: no-cache`).
    /// ``Files`` describes which files are served.
    ///
    /// - Parameter directory: an absolute path.
    /// - Throws: ``FileError/Code/invalidConfiguration`` if the directory does not exist.
    public init(unprepared directory: String) throws(FileError) {
        let files = try Files(in: directory, extensions: Asset.extensions)
        self.init(unprepared: { name throws(FileError) in try files.file(name) })
    }
}
