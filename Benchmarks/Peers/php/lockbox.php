<?php
// A folder of Examples/Lockbox and an upload into it, by PHP. PEER_DATABASE is a copy of the database of Lockbox, PEER_FILES the
// directory of the contents.

const STEPS = <<<'SQL'
    WITH RECURSIVE up (id, depth) AS (
        SELECT :id, 0
        UNION ALL
        SELECT item.parent, depth + 1 FROM up JOIN item ON item.id = up.id WHERE item.parent IS NOT NULL AND depth < 100)
    SELECT item.*, share.canWrite FROM up JOIN item ON item.id = up.id
    LEFT JOIN share ON share.item = item.id AND share.person = :person ORDER BY depth
    SQL;

function refuse(int $status): never {
    http_response_code($status);
    exit;
}

function fetch(string $sql, array $values): array {
    global $database;
    $statement = $database->prepare($sql);
    $statement->execute($values);
    return $statement->fetchAll();
}

/** A number of bytes as text for people. */
function size_text(int $bytes): string {
    if ($bytes < 1000) {
        return $bytes === 1 ? '1 byte' : "$bytes bytes";
    }
    $value = $bytes * 10;
    foreach (['kB', 'MB', 'GB', 'TB'] as $unit) {
        $value = intdiv($value + 500, 1000);
        if ($value < 10_000) {
            break;
        }
    }
    return intdiv($value, 10) . '.' . $value % 10 . " $unit";
}

/** The folders of an owner with their paths, for a menu. */
function folders(array $top): array {
    $found = [];
    $waiting = [[$top['name'], $top]];
    while (count($found) < 500 && $waiting) {
        [$path, $item] = array_pop($waiting);
        $found[] = ['id' => $item['id'], 'path' => $path];
        $sql = 'SELECT * FROM item WHERE parent = ? AND binned IS NULL AND isFolder ORDER BY name COLLATE NOCASE DESC';
        foreach (fetch($sql, [$item['id']]) as $child) {
            $waiting[] = ["$path/{$child['name']}", $child];
        }
    }
    return $found;
}

function room(array $person): int {
    return $person['quota'] - fetch('SELECT IFNULL(SUM(size), 0) AS used FROM item WHERE owner = ?', [$person['id']])[0]['used'];
}

/** The first free name: "a.txt", "a (2).txt". */
function free_name(string $name, string $folder): string {
    ['filename' => $stem, 'extension' => $extension] = pathinfo($name) + ['extension' => ''];
    for ($number = 1; $number <= 1000; $number++) {
        $text = $number === 1 ? $name : "$stem ($number)" . ($extension === '' ? '' : ".$extension");
        $sql = 'SELECT 1 FROM item WHERE parent = ? AND name = ? COLLATE NOCASE AND binned IS NULL';
        if (!fetch($sql, [$folder, $text])) {
            return $text;
        }
    }
    refuse(422);
}

function random_id(): string {
    return bin2hex(random_bytes(12));
}

function receive(array $folder, array $person): never {
    global $database;
    $length = (int) ($_SERVER['CONTENT_LENGTH'] ?? 0);
    if ($length > room($person)) {
        refuse(413);
    }
    preg_match('/filename="([^"\/]{1,240})"/', $_SERVER['HTTP_CONTENT_DISPOSITION'] ?? '', $match) || refuse(400);
    $content = random_id();
    $path = "{$_SERVER['PEER_FILES']}/$content";
    $file = fopen("$path.new", 'x');
    $size = stream_copy_to_stream(fopen('php://input', 'r'), $file);
    if ($size !== $length || !fsync($file) || !fclose($file) || !rename("$path.new", $path)) {
        refuse(500);
    }
    $database->exec('BEGIN IMMEDIATE');
    if ($size > room($person)) {
        refuse(413);
    }
    fetch('INSERT INTO item (id, owner, parent, name, isFolder, size, type, content, modified) VALUES (?, ?, ?, ?, 0, ?, NULL, ?, ?)',
        [random_id(), $person['id'], $folder['id'], free_name($match[1], $folder['id']), $size, $content, time()]);
    fetch('INSERT INTO audit (time, kind, person, client, detail) VALUES (?, ?, ?, ?, ?)',
        [time(), 'uploaded', $person['name'], $_SERVER['REMOTE_ADDR'], $match[1]]);
    $database->exec('COMMIT');
    http_response_code(201);
    exit;
}

session_start();
preg_match('~^/folders/(\w+)(/uploads)?$~', strtok($_SERVER['REQUEST_URI'], '?'), $match) || refuse(404);
$database = new PDO('sqlite:' . $_SERVER['PEER_DATABASE'], options: [
    PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
    PDO::ATTR_PERSISTENT => true,
    PDO::ATTR_TIMEOUT => 5,
]);
$person = fetch('SELECT * FROM person WHERE id = ? AND NOT isSuspended', [$_SESSION['person'] ?? ''])[0] ?? refuse(401);
$steps = fetch(STEPS, ['id' => $match[1], 'person' => $person['id']]);
$folder = $steps[0] ?? refuse(404);
if (!$folder['isFolder'] || $folder['owner'] !== $person['id'] || array_filter(array_column($steps, 'binned'))) {
    refuse(404);
}
// Requests of one person do not wait for each other.
$token = $_SESSION['token'];
session_write_close();
if (isset($match[2])) {
    $_SERVER['REQUEST_METHOD'] === 'POST' || refuse(405);
    receive($folder, $person);
}
$column = $_GET['sort'] ?? 'name';
$order = $_GET['order'] ?? 'asc';
$number = filter_var($_GET['page'] ?? 1, FILTER_VALIDATE_INT);
$count = fetch('SELECT COUNT(*) AS count FROM item WHERE parent = ? AND binned IS NULL', [$folder['id']])[0]['count'];
if (!in_array($column, ['name', 'size', 'modified'], true) || !in_array($order, ['asc', 'desc'], true)
    || $number === false || $number < 1 || $number > max(1, ceil($count / 200))) {
    refuse(422);
}
$items = fetch("SELECT * FROM item WHERE parent = ? AND binned IS NULL
    ORDER BY isFolder DESC, $column COLLATE NOCASE $order, name COLLATE NOCASE LIMIT 200 OFFSET ?",
    [$folder['id'], ($number - 1) * 200]);
$targets = folders($steps[count($steps) - 1]);
$room = size_text(room($person));
header('Content-Type: text/html; charset=utf-8');
require __DIR__ . '/lockbox.phtml';
