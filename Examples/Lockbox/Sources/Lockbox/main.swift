import LockboxApp

// These paths depend on the host. Change them before you build. Without the file, all settings come from the environment.
await Lockbox.serve(
    settings: "/home/me/lockbox/lockbox.conf", data: "/home/me/lockbox/data", outside: "/home/me/public_html")
