import LockboxApp

// The two paths that depend on the host: change them before you build. Where the file is not there, all settings come from
// the environment.
await Lockbox.serve(settings: "/home/me/lockbox/data/lockbox.conf", outside: "/home/me/public_html")
