<?php
// The responses that all peers give, by PHP. Each request starts from this file alone, and PHP stores the session.

function answer(string $type, string $body): void {
    header("Content-Type: $type");
    header('Content-Length: ' . strlen($body));
    echo $body;
}

const TEXT = 'text/plain; charset=utf-8';

$target = $_SERVER['REQUEST_URI'];
if ($target === '/') {
    answer(TEXT, "Hello from behind the gate.\n");
} elseif (preg_match('#^/items/([0-9]{1,9})$#', $target, $match)) {
    $id = (int)$match[1];
    if ($id < 1 || $id > 1000) {
        http_response_code(404);
    } else {
        $item = ['id' => $id, 'name' => "item $id", 'price' => $id * 29, 'tags' => ['new', 'small']];
        answer('application/json', json_encode($item));
    }
} elseif ($target === '/page') {
    $rows = [];
    for ($id = 1; $id <= 118; $id++) {
        $rows[] = ['name' => "item $id", 'maker' => 'Smith & Sons', 'price' => $id * 29, 'note' => '< 10000'];
    }
    header('Content-Type: text/html; charset=utf-8');
    require __DIR__ . '/page.phtml';
} elseif ($target === '/session') {
    session_start(['read_and_close' => true]);
    if (isset($_SESSION['user'])) {
        answer(TEXT, "Welcome back, user {$_SESSION['user']}.\n");
    } else {
        http_response_code(401);
    }
} elseif ($target === '/open') {
    answer(TEXT, "Welcome back, user 4242.\n");
} elseif ($target === '/signed-in') {
    // PHP's default: the file is locked, and gets the time of this use.
    session_start();
    if (isset($_SESSION['user'])) {
        answer(TEXT, "Welcome back, user {$_SESSION['user']}.\n");
    } else {
        http_response_code(401);
    }
} elseif ($target === '/password') {
    if (password_verify($_POST['password'], $_SERVER['PEER_HASH'])) {
        session_start();
        $_SESSION['user'] = random_int(0, 999);
        answer(TEXT, '');
    } else {
        http_response_code(403);
    }
} elseif ($target === '/memory') {
    // PHP has no memory between requests. The first MiB of the file comes closest.
    answer('application/octet-stream', file_get_contents($_SERVER['PEER_FILE'], length: 1 << 20));
} elseif ($target === '/file') {
    header('Content-Type: application/octet-stream');
    header('Content-Length: ' . filesize($_SERVER['PEER_FILE']));
    readfile($_SERVER['PEER_FILE']);
} elseif ($target === '/upload') {
    $total = 0;
    $body = fopen('php://input', 'rb');
    while (!feof($body)) {
        $total += strlen(fread($body, 65536));
    }
    answer(TEXT, "$total\n");
} else {
    http_response_code(404);
}
