<?php
// The list of notices of Examples/Board, by PHP. PEER_DATABASE is the database of the board. With PEER_PERSISTENT, the
// worker keeps its connection to the database.

const PER_PAGE = 20;

function refuse(int $status): never {
    http_response_code($status);
    exit;
}

/** The URL of the list with other query items; null removes one. */
function url(array $changes): string {
    $query = http_build_query(array_merge($_GET, $changes));
    return $query === '' ? '/' : "/?$query";
}

function heading(string $name, string $column, string $order): array {
    $new = $name === $column && $order === 'asc' ? 'desc' : 'asc';
    return [
        'url' => url(['sort' => $name, 'order' => $new, 'page' => null]),
        'state' => $name === $column ? ['asc' => 'ascending', 'desc' => 'descending'][$order] : null,
    ];
}

function page_url(int $page): string {
    return url(['page' => $page === 1 ? null : $page]);
}

/** The numbers of the pages that have a link. */
function shown_pages(int $page, int $count): array {
    $first = max(1, $page - 2);
    $first = $first <= 3 ? 1 : $first;
    $last = min($count, $page + 2);
    $last = $last >= $count - 2 ? $count : $last;
    return [...($first > 1 ? [1] : []), ...range($first, $last), ...($last < $count ? [$count] : [])];
}

session_start();
$database = new PDO('sqlite:' . $_SERVER['PEER_DATABASE'], options: [
    PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
    PDO::ATTR_PERSISTENT => isset($_SERVER['PEER_PERSISTENT']),
]);
$statement = $database->prepare('SELECT * FROM member WHERE id = ?');
$statement->execute([$_SESSION['member'] ?? '']);
if (!$statement->fetch()) {
    refuse(401);
}
$message = $_SESSION['message'] ?? null;
unset($_SESSION['message']);

$words = $_GET['q'] ?? '';
$column = $_GET['sort'] ?? 'created';
$order = $_GET['order'] ?? (isset($_GET['sort']) ? 'asc' : 'desc');
$page = filter_var($_GET['page'] ?? 1, FILTER_VALIDATE_INT);
if (!is_string($words) || !in_array($column, ['title', 'created'], true) || !in_array($order, ['asc', 'desc'], true)) {
    refuse(422);
}
$condition = '(until IS NULL OR until >= ?)';
$counting = 'SELECT (SELECT COUNT(*) FROM notice) - (SELECT COUNT(*) FROM notice WHERE until < ?)';
$values = [gmdate('Y-m-d')];
if ($words !== '') {
    $condition .= " AND (title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')";
    $pattern = '%' . addcslashes($words, '\\%_') . '%';
    array_push($values, $pattern, $pattern);
    $counting = "SELECT COUNT(*) FROM notice WHERE $condition";
}
$statement = $database->prepare($counting);
$statement->execute($values);
$total = $statement->fetchColumn();
$count = intdiv(max($total - 1, 0), PER_PAGE) + 1;
if ($page === false || $page < 1 || $page > $count) {
    refuse(404);
}
$statement = $database->prepare(
    "SELECT id, title, kind, created FROM notice WHERE $condition ORDER BY $column $order, id DESC LIMIT ? OFFSET ?"
);
$statement->execute([...$values, PER_PAGE, ($page - 1) * PER_PAGE]);
$notices = $statement->fetchAll();
$title = heading('title', $column, $order);
$date = heading('created', $column, $order);
header('Content-Type: text/html; charset=utf-8');
require __DIR__ . '/board.phtml';
