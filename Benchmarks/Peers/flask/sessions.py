"""The page for a signed-in user, by Flask. Sessions are files in PEER_SESSIONS, by Flask-Session, if that is set."""

import os

from cachelib import FileSystemCache
from flask import Flask, Response, abort, session
from flask_session import Session

application = Flask(__name__)

if directory := os.environ.get("PEER_SESSIONS"):
    application.config.update(
        SESSION_TYPE="cachelib",
        SESSION_CACHELIB=FileSystemCache(directory),
        SESSION_COOKIE_SECURE=True,
        # By default, Flask-Session writes the file and sends the cookie again in each request.
        SESSION_REFRESH_EACH_REQUEST="PEER_READS_ONLY" not in os.environ,
    )
    Session(application)


def text(body: str) -> Response:
    return Response(body, mimetype="text/plain")


@application.get("/open")
def everyone() -> Response:
    return text("Welcome back, user 4242.\n")


@application.get("/signed-in")
def signed_in() -> Response:
    user = session.get("user")
    return abort(401) if user is None else text(f"Welcome back, user {user}.\n")


@application.get("/sign-in/<user>")
def sign_in(user: str) -> Response:
    session["user"] = user
    return text("")
