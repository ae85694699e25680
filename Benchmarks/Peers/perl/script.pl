#!/usr/bin/perl
# Serves one request by plain CGI.
use strict;
use warnings;
use FindBin;
use lib $ENV{PEER_LIBRARY} // $FindBin::Bin;
use Works;

binmode STDOUT;
print Works::respond(\%ENV, \*STDIN);
