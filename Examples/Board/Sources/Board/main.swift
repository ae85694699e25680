import BoardApp

// These paths depend on the host. Change them before you build.
await Board.serve(
    settings: "/home/me/private/board.conf", data: "/home/me/private/board", outside: "/home/me/public_html")
