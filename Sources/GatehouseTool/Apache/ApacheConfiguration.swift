#if Tool
    /// The configuration of a private Apache, as on usual hosts.
    enum ApacheConfiguration {
        /// The modules that usual hosts have loaded.
        private static let loaded = [
            "mpm_event", "authn_core", "authz_core", "authz_host", "authz_user", "access_compat", "dir", "mime",
            "alias",
            "env", "setenvif", "rewrite", "fcgid", "autoindex", "negotiation", "headers", "actions", "expires",
            "filter",
            "deflate", "reqtimeout",
        ]

        /// The text.
        ///
        /// - Parameters:
        ///   - directory: contains `public_html` and `run/fcgid`. The path needs no escaping.
        ///   - modules: the directory of Apache's modules.
        ///   - port: the port on 127.0.0.1.
        static func text(directory: String, modules: String, port: Int) -> String {
            loaded.map { "LoadModule \($0)_module \"\(modules)/mod_\($0).so\"\n" }.joined() + """
                ServerRoot "\(directory)"
                DefaultRuntimeDir "\(directory)/run"
                PidFile "\(directory)/run/apache.pid"
                Mutex "file:\(directory)/run" default
                ErrorLog "\(directory)/error.log"
                LogLevel warn
                Timeout 60
                StartServers 1
                ServerLimit 4
                ThreadsPerChild 16
                MaxRequestWorkers 64
                MinSpareThreads 1
                MaxSpareThreads 64
                TypesConfig /dev/null
                FcgidIPCDir "\(directory)/run/fcgid"
                FcgidProcessTableFile "\(directory)/run/fcgid/table"
                FcgidMinProcessesPerClass 0
                FcgidMaxProcesses 16
                FcgidMaxProcessesPerClass 8
                FcgidIOTimeout 40
                ServerName localhost
                Listen 127.0.0.1:\(port)
                KeepAlive On
                DirectoryIndex index.html
                DocumentRoot "\(directory)/public_html"
                <Directory "/">
                    AllowOverride None
                    Options None
                </Directory>
                <Directory "\(directory)/public_html">
                    AllowOverride All
                    Options FollowSymLinks Indexes
                </Directory>

                """
        }
    }
#endif
