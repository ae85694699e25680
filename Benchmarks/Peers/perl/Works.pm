package Works;

# The responses that all peers give, in Perl: head and body for the parameters of a request.

use strict;
use warnings;
use JSON::XS ();

my $json = JSON::XS->new->canonical;
my %items = map { $_ => { id => 0 + $_, name => "item $_", price => $_ * 29, tags => [ 'new', 'small' ] } } 1 .. 1000;
my @rows = map { { name => "item $_", maker => 'Smith & Sons', price => $_ * 29, note => '< 10000' } } 1 .. 118;
my %escapes = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;', "'" => '&#39;');
my ($sessions, $memory);

# Created on first use, so that the first response does not wait for them.
sub sessions {
    $sessions //= { map {
        my $user = $_;
        join('', map { sprintf '%08x', ((4 * $user + $_) * 2654435761) % 4294967296 } 0 .. 3) => $user
    } 0 .. 9999 };
    return $sessions;
}

sub memory {
    $memory //= do {
        my ($state, $period) = (1, '');
        for (1 .. 4093) {
            $state = ($state * 1664525 + 1013904223) % 4294967296;
            $period .= chr($state >> 24);
        }
        substr $period x 257, 0, 1 << 20;
    };
    return $memory;
}

sub escaped {
    my ($text) = @_;
    $text =~ s/([&<>"'])/$escapes{$1}/g;
    return $text;
}

sub answer {
    my ($type, $body) = @_;
    return ("Status: 200 OK\r\nContent-Type: $type\r\nContent-Length: " . length($body) . "\r\n\r\n", $body);
}

sub page {
    my $list = join '', map {
        '<li><b>' . escaped($_->{name}) . '</b> by ' . escaped($_->{maker}) . ' costs ' . escaped($_->{price})
            . ', which is ' . escaped($_->{note}) . " and fair.</li>\n"
    } @rows;
    return <<"END";
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Items</title></head>
<body>
<h1>Items</h1>
<ul>
$list</ul>
</body>
</html>
END
}

my $text = 'text/plain; charset=utf-8';

# A reference to a large body, so that it is not copied.
sub respond {
    my ($environment, $input) = @_;
    my $target = $environment->{REQUEST_URI};
    return answer($text, "Hello from behind the gate.\n") if $target eq '/';
    if ($target =~ m{^/items/([0-9]+)$} and my $item = $items{$1}) {
        return answer('application/json', $json->encode($item));
    }
    return answer('text/html; charset=utf-8', page()) if $target eq '/page';
    if ($target eq '/session') {
        my ($key) = ($environment->{HTTP_COOKIE} // '') =~ /(?:^|;\s*)session=([^;]*)/;
        my $user = defined $key ? sessions()->{$key} : undef;
        return defined $user ? answer($text, "Welcome back, user $user.\n")
            : ("Status: 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", '');
    }
    return answer('application/octet-stream', memory()) if $target eq '/memory';
    if ($target eq '/upload') {
        my ($total, $piece) = (0);
        while ((my $count = read $input, $piece, 65536) > 0) { $total += $count }
        return answer($text, "$total\n");
    }
    return ("Status: 404 Not Found\r\nContent-Length: 0\r\n\r\n", '');
}

# The file of 64 MiB is not read into one string.
sub send_file {
    my ($path) = @_;
    open my $file, '<:raw', $path or return 0;
    print "Status: 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ", -s $file, "\r\n\r\n";
    my $piece;
    while (read $file, $piece, 65536) { print $piece }
    return 1;
}

1;
