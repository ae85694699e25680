#if Tool
    /// The kinds of findings of `gatehouse check`.
    enum FindingKind: String, CaseIterable, Sendable {
        case backup = "files.backup"
        case source = "files.source"
        case database = "files.database"
        case key = "files.key"
        case versionControl = "files.version-control"
        case dump = "files.dump"
        case settingsFile = "files.settings"
        case logFile = "files.log"
        case program = "files.program"
        case unexpected = "files.unexpected"
        case directory = "files.directory"
        case nestedHtaccess = "files.nested-htaccess"
        case link = "files.link"
        case hardLink = "files.hard-link"
        case special = "files.special"
        case tooMany = "files.too-many"
        case unexamined = "files.unexamined"
        case parentWritable = "access.parent-writable"
        case parentOwner = "access.parent-owner"
        case closedPath = "access.closed-path"
        case linkedPath = "access.linked-path"
        case directoryWritable = "access.directory-writable"
        case fileWritable = "access.file-writable"
        case owner = "access.owner"
        case group = "access.group"
        case htaccessUnreadable = "access.htaccess-unreadable"
        case programReadable = "access.program-readable"
        case programWritable = "access.program-writable"
        case programNotExecutable = "access.program-not-executable"
        case programSetID = "access.program-setid"
        case dataMode = "data.directory-mode"
        case dataReadable = "data.readable"
        case dataOwner = "data.owner"
        case dataPublic = "data.public"
        case dataLink = "data.link"
        case dataExposed = "data.exposed"
        case networkFileSystem = "data.network-file-system"
        case settingsMode = "settings.mode"
        case settingsSyntax = "settings.syntax"
        case weakSecret = "secrets.weak"
        case reusedSecret = "secrets.reused"
        case secretInHtaccess = "secrets.in-htaccess"
        case secretInBinary = "binary.secret"
        case keyInBinary = "binary.private-key"
        case tokenInBinary = "binary.token"
        case notStripped = "binary.not-stripped"
        case binaryUnexamined = "binary.unexamined"
        case htaccessMissing = "htaccess.missing"
        case htaccessForeign = "htaccess.foreign"
        case htaccessDiffers = "htaccess.differs"
        case htaccessProgram = "htaccess.program"
        case existingFiles = "htaccess.existing-files"
        case conditional = "htaccess.conditional"
        case listing = "htaccess.listing"
        case noEnd = "htaccess.no-end"
        case backreference = "htaccess.backreference"
        case byExtension = "htaccess.handler-by-extension"
        case opens = "htaccess.opens"
        case programMissing = "program.missing"
        case programUnexamined = "program.unexamined"
        case debugBuild = "program.debug"
        case loopback = "hosts.loopback"
        case anyHost = "hosts.any"
        case httpsOff = "https.off"
        case crossSite = "cross-site.allowed"
        case raisedLimit = "limits.raised"
        case openRoute = "routes.open"
        case noRoutesFile = "routes.no-list"
        case sharedOrigin = "origin.shared"
        case unknownOrigin = "origin.unknown"
        case unusedSilence = "silence.unused"

        /// How bad a finding is. Both end the tool with status 1.
        enum Severity: String, Sendable {
            /// Somebody may read, change or break the site.
            case problem
            /// It can be intended, or it makes another fault worse.
            case warning
        }

        var id: String { rawValue }
        var severity: Severity { details.severity }
        /// What is wrong, and why it matters.
        var reason: String { details.reason }
        /// The command that fixes it. FILE, PUBLIC, PROGRAM and DATA stand for paths.
        var remedy: String { details.remedy }
    }
#endif
