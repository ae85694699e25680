"""Serves the application by flup, on the listening socket on descriptor 0, one request at a time."""

from application import application
from flup.server.fcgi_single import WSGIServer

WSGIServer(application, debug=False).run()
