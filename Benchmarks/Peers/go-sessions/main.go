// The page for a signed-in user, by Go's net/http/fcgi on the listening socket on descriptor 0. Sessions are files in
// PEER_SESSIONS, by gorilla/sessions.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/fcgi"
	"os"
	"strconv"
	"strings"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
)

func text(writer http.ResponseWriter, body string) {
	header := writer.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	io.WriteString(writer, body)
}

func main() {
	store := sessions.NewFilesystemStore(os.Getenv("PEER_SESSIONS"), securecookie.GenerateRandomKey(32))
	store.Options.Secure = true
	store.Options.HttpOnly = true
	mux := http.NewServeMux()
	mux.HandleFunc("/open", func(writer http.ResponseWriter, request *http.Request) {
		text(writer, "Welcome back, user 4242.\n")
	})
	mux.HandleFunc("/signed-in", func(writer http.ResponseWriter, request *http.Request) {
		session, err := store.Get(request, "session")
		if user, isKnown := session.Values["user"].(string); err == nil && isKnown {
			text(writer, fmt.Sprintf("Welcome back, user %s.\n", user))
			return
		}
		http.Error(writer, "", http.StatusUnauthorized)
	})
	mux.HandleFunc("/sign-in/", func(writer http.ResponseWriter, request *http.Request) {
		session, _ := store.New(request, "session")
		session.Values["user"] = strings.TrimPrefix(request.URL.Path, "/sign-in/")
		if err := session.Save(request, writer); err != nil {
			http.Error(writer, err.Error(), http.StatusInternalServerError)
			return
		}
		text(writer, "")
	})
	listener, err := net.FileListener(os.Stdin)
	if err != nil {
		panic(err)
	}
	if err := fcgi.Serve(listener, mux); err != nil {
		panic(err)
	}
}
