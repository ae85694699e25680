"""Serves the application by flup, with a listening socket on descriptor 0, one request at a time."""

from flup.server.fcgi_single import WSGIServer

from application import application

WSGIServer(application, debug=False).run()
