package import FastCGI
internal import GatehouseCore

extension ServedFile {
    /// Creates a response for a file that is open.
    init(_ file: OpenFile, type: String, cacheControl: String, settling: Int = FileState.settling) {
        let state = FileState(
            size: file.size,
            modified: FileState.Moment(file.modified),
            changed: FileState.Moment(file.changed)
        )
        self.init(file, state: state, type: type, cacheControl: cacheControl, settling: settling)
    }
}

extension FileState.Moment {
    fileprivate init(_ moment: OpenFile.Moment) {
        self.init(seconds: moment.seconds, nanoseconds: moment.nanoseconds)
    }
}

extension OpenFile: FileSource {
    /// `pread(2)`; see `OpenFile.read`.
    package func read(from offset: Int, upTo limit: Int) throws -> [UInt8] {
        try bytes(from: offset, upTo: limit)
    }
}
