#if Tool
    extension FindingKind {
        /// One row of the table in docs/deploying.md.
        typealias Details = (severity: Severity, reason: String, remedy: String)

        var details: Details {
            switch self {
            case .backup, .source, .database, .key, .versionControl, .dump, .settingsFile, .logFile, .program,
                .unexpected, .directory, .nestedHtaccess, .link, .hardLink, .special, .tooMany, .unexamined:
                fileDetails
            case .parentWritable, .parentOwner, .closedPath, .linkedPath, .directoryWritable, .fileWritable, .owner,
                .group, .htaccessUnreadable, .programReadable, .programWritable, .programNotExecutable, .programSetID:
                accessDetails
            case .htaccessMissing, .htaccessForeign, .htaccessDiffers, .htaccessProgram, .existingFiles, .conditional,
                .listing, .noEnd, .backreference, .byExtension, .opens:
                htaccessDetails
            case .dataMode, .dataReadable, .dataOwner, .dataPublic, .dataLink, .dataExposed, .networkFileSystem,
                .settingsMode, .settingsSyntax, .weakSecret, .reusedSecret, .secretInHtaccess:
                dataDetails
            case .secretInBinary, .keyInBinary, .tokenInBinary, .notStripped, .binaryUnexamined, .programMissing,
                .programUnexamined, .debugBuild, .loopback, .anyHost, .httpsOff, .crossSite, .raisedLimit, .openRoute,
                .noRoutesFile, .sharedOrigin, .unknownOrigin, .unusedSilence:
                programDetails
            }
        }

        private var fileDetails: Details {
            switch self {
            case .backup: (.problem, "a backup or a copy of an editor is in the public directory", "rm FILE")
            case .source: (.problem, "source text is in the public directory", "mv FILE DATA")
            case .database: (.problem, "a database is in the public directory", "mv FILE DATA")
            case .key: (.problem, "a key or a certificate is in the public directory; replace a key", "mv FILE DATA")
            case .versionControl:
                (.problem, "version control in the public directory contains every old version", "mv FILE DATA")
            case .dump: (.problem, "a dump, an archive or a core file is in the public directory", "mv FILE DATA")
            case .settingsFile: (.problem, "a file with settings is in the public directory", "mv FILE DATA")
            case .logFile: (.problem, "a log or a history is in the public directory", "mv FILE DATA")
            case .program:
                (.problem, "an executable file in the public directory is not the program of this site", "mv FILE DATA")
            case .unexpected: (.warning, "the template needs no such file in the public directory", "mv FILE DATA")
            case .directory:
                (
                    .warning, "a subdirectory can have rules of its own, and its name is unusable as a route",
                    "mv FILE DATA"
                )
            case .nestedHtaccess:
                (.problem, "a file with rules in a subdirectory can cancel those of the site", "rm FILE")
            case .link: (.problem, "a symbolic link in the public directory can lead to private files", "rm FILE")
            case .hardLink:
                (
                    .problem, "a file in the public directory has a second name (hard link), perhaps a private one",
                    "rm FILE"
                )
            case .special: (.problem, "a FIFO, a socket or a device is in the public directory", "rm FILE")
            case .tooMany: (.problem, "the limit of this check was reached; the rest was not examined", "ls FILE")
            default: (.problem, "this could not be examined", "ls -la FILE")
            }
        }

        private var accessDetails: Details {
            switch self {
            case .parentWritable:
                (
                    .problem, "others can write to a directory above, and can replace everything below it",
                    "chmod go-w FILE"
                )
            case .parentOwner:
                (.problem, "a directory above belongs to another user, who can replace the site", "ls -ld FILE")
            case .closedPath:
                (
                    .problem, "Apache runs as another user and cannot enter this directory: 403 for every request",
                    "chmod a+x FILE"
                )
            case .linkedPath:
                (.warning, "the path contains a symbolic link; Apache and suexec use the real path", "realpath FILE")
            case .directoryWritable:
                (.problem, "others can write to this directory; suexec then runs no program in it", "chmod go-w FILE")
            case .fileWritable: (.problem, "others can write to a file in the public directory", "chmod go-w FILE")
            case .owner:
                (
                    .problem,
                    "this does not belong to the owner of the public directory; suexec needs one owner for all",
                    "chown OWNER FILE"
                )
            case .group:
                (
                    .warning, "the group of the program differs from that of its directory; suexec compares both",
                    "chgrp GROUP FILE"
                )
            case .htaccessUnreadable:
                (.problem, "Apache cannot read the .htaccess: 403 for every request", "chmod 0644 FILE")
            case .programReadable:
                (
                    .warning, "others can read the program, so Apache could send it without the .htaccess",
                    "chmod 0711 FILE"
                )
            case .programWritable:
                (.problem, "others can replace the program; suexec then does not run it", "chmod 0711 FILE")
            case .programNotExecutable:
                (.problem, "the program is not executable: 500 for every request", "chmod 0711 FILE")
            default:
                (.problem, "the program has the bit setuid or setgid; suexec then does not run it", "chmod 0711 FILE")
            }
        }

        private var dataDetails: Details {
            switch self {
            case .dataMode: (.problem, "others can enter the directory for data", "chmod 0700 FILE")
            case .dataReadable: (.problem, "others can read or write a file with data", "chmod 0600 FILE")
            case .dataOwner: (.problem, "a file with data belongs to another user", "chown OWNER FILE")
            case .dataPublic:
                (
                    .problem, "the directory of the program, the data or the settings is in the public directory",
                    "mv FILE ~/private"
                )
            case .dataLink: (.warning, "a link, which is not followed; its target may be public", "ls -la FILE")
            case .dataExposed: (.problem, "others can access a file that the program calls private", "chmod 0600 FILE")
            case .networkFileSystem:
                (.warning, "the directory is on a network file system, where locks and databases can fail", "df FILE")
            case .settingsMode:
                (
                    .problem,
                    "the program refuses settings unless they are a file of its user with mode 0600 and one name",
                    "chmod 0600 FILE"
                )
            case .settingsSyntax: (.problem, "the program refuses this line of the settings", "gatehouse check --help")
            case .weakSecret: (.problem, "a secret in the settings is weak", "openssl rand -base64 24")
            case .reusedSecret: (.problem, "two settings have the same secret", "openssl rand -base64 24")
            default:
                (.problem, "the .htaccess contains a secret of the settings; replace it", "openssl rand -base64 24")
            }
        }

        private var htaccessDetails: Details {
            switch self {
            case .htaccessMissing:
                (.problem, "there is no .htaccess, so Apache sends every file", "gatehouse htaccess --for PUBLIC")
            case .htaccessForeign:
                (.problem, "the .htaccess was made from no template", "gatehouse htaccess --for PUBLIC --replace")
            case .htaccessDiffers:
                (.problem, "the .htaccess differs from its template", "gatehouse htaccess --for PUBLIC --dry-run")
            case .htaccessProgram:
                (
                    .problem, "the .htaccess starts another program than the given one",
                    "gatehouse htaccess --for PUBLIC --dry-run"
                )
            case .existingFiles:
                (
                    .problem, "a condition such as !-f makes Apache send every file that exists",
                    "gatehouse htaccess --for PUBLIC"
                )
            case .conditional:
                (
                    .problem, "a rule in IfModule disappears without its module, and then Apache sends every file",
                    "gatehouse htaccess --for PUBLIC"
                )
            case .listing:
                (.problem, "the option Indexes lists the files of the directory", "gatehouse htaccess --for PUBLIC")
            case .noEnd:
                (.problem, "a rule without END runs again after its own rewriting", "gatehouse htaccess --for PUBLIC")
            case .backreference:
                (
                    .problem,
                    "a rule puts a part of the request into its target, such as $1; a decoded \"?\" in it ends the path",
                    "gatehouse htaccess --for PUBLIC"
                )
            case .byExtension:
                (
                    .problem,
                    "AddHandler runs every file with the extension anywhere in its name, such as app.fcgi.bak",
                    "gatehouse htaccess --for PUBLIC"
                )
            default:
                (.problem, "a line opens what the template closes", "gatehouse htaccess --for PUBLIC")
            }
        }

        private var programDetails: Details {
            switch self {
            case .secretInBinary:
                (
                    .problem, "the program contains a secret of the settings; remove it, and replace the secret",
                    "openssl rand -base64 24"
                )
            case .keyInBinary:
                (
                    .problem, "the program contains a private key; move it to a file, and replace it",
                    "openssl genpkey -algorithm ed25519"
                )
            case .tokenInBinary:
                (
                    .problem,
                    "the program contains what looks like an access token; move it to the settings, and replace it",
                    "strings PROGRAM"
                )
            case .notStripped:
                (.warning, "the program contains symbols and debugging information", "strip PROGRAM")
            case .binaryUnexamined:
                (.problem, "the content of the program was not or not completely examined", "ls -l PROGRAM")
            case .programMissing:
                (.problem, "there is no program where the .htaccess expects it", "install -m 0711 app.fcgi PROGRAM")
            case .programUnexamined: (.problem, "the program reported nothing about itself", "PROGRAM --check")
            case .debugBuild:
                (.problem, "the program is a debug build: it is slow and shows details of errors", "gatehouse build")
            case .loopback:
                (
                    .problem, "the gate serves only requests from this machine",
                    "gatehouse htaccess --for PUBLIC --host HOST"
                )
            case .anyHost:
                (
                    .problem, "the gate accepts any Host, so a client chooses the host of links",
                    "gatehouse htaccess --for PUBLIC --host HOST"
                )
            case .httpsOff:
                (
                    .problem, "the gate accepts plain HTTP, which others can read and change",
                    "edit the settings: GATEHOUSE_HTTPS=required"
                )
            case .crossSite:
                (
                    .problem, "pages of other sites can send forms to this site",
                    "edit the settings: GATEHOUSE_CROSS_SITE_REQUESTS=refused"
                )
            case .raisedLimit: (.warning, "a limit is above its default", "edit the settings or the program")
            case .openRoute:
                (
                    .problem, "a route is open to everyone, and the file with the expected routes does not say so",
                    "PROGRAM --routes=json"
                )
            case .noRoutesFile:
                (
                    .warning, "no file says which routes are expected to be open to everyone",
                    "PROGRAM --routes=json > DATA/routes.json"
                )
            case .sharedOrigin:
                (
                    .warning,
                    "another application has the same origin: its pages can read those of this one, with their sessions",
                    "give this application a host of its own, such as app.example.com"
                )
            case .unknownOrigin:
                (
                    .warning,
                    "the directory of the whole site is unknown, so other applications there were not looked for",
                    "gatehouse check PUBLIC --mount PATH"
                )
            default: (.warning, "a silence matches no finding", "edit FILE")
            }
        }
    }
#endif
