import Site

#if DEBUG
    // During development, settings and data are in the directory .development of the package.
    let home = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/.development"
#else
    // The home directory on the host. Change it before you build.
    let home = "@HOME@"
#endif
await Site.serve(
    settings: home + "/private/@NAME@/app.conf", data: home + "/private/@NAME@/data", outside: home + "/public_html")
