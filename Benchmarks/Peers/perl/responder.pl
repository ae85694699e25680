#!/usr/bin/perl
# Serves by Perl's FCGI, which uses libfcgi, on the listening socket on descriptor 0.
use strict;
use warnings;
use FindBin;
use lib $ENV{PEER_LIBRARY} // $FindBin::Bin;
use FCGI;
use Works;

my %environment;
my $file = $ENV{PEER_FILE};
my $request = FCGI::Request(\*STDIN, \*STDOUT, \*STDERR, \%environment, 0, FCGI::FAIL_ACCEPT_ON_INTR);
while ($request->Accept() >= 0) {
    next if $environment{REQUEST_URI} eq '/file' and Works::send_file($file);
    print Works::respond(\%environment, \*STDIN);
}
