import LockboxApp

// These two paths depend on the host. Change them before you build. Without the file, all settings come from the environment.
await Lockbox.serve(settings: "/home/me/lockbox/data/lockbox.conf", outside: "/home/me/public_html")
