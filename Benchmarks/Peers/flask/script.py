"""Serves the application once, by plain CGI."""

from wsgiref.handlers import CGIHandler

from application import application

CGIHandler().run(application)
