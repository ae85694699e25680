// The responses that all peers give, by Go's net/http/fcgi on the listening socket on descriptor 0, or by net/http/cgi
// if the environment has a request.
package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/fcgi"
	"os"
	"strconv"
	"strings"
	"sync"
)

type item struct {
	ID    int      `json:"id"`
	Name  string   `json:"name"`
	Price int      `json:"price"`
	Tags  []string `json:"tags"`
}

type row struct {
	Name, Maker string
	Price       int
	Note        string
}

const hello = "Hello from behind the gate.\n"

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Items</title></head>
<body>
<h1>Items</h1>
<ul>
{{range .}}<li><b>{{.Name}}</b> by {{.Maker}} costs {{.Price}}, which is {{.Note}} and fair.</li>
{{end}}</ul>
</body>
</html>
`))

func memory() []byte {
	state := uint32(1)
	period := make([]byte, 4093)
	for index := range period {
		state = state*1664525 + 1013904223
		period[index] = byte(state >> 24)
	}
	all := make([]byte, 1<<20)
	for index := range all {
		all[index] = period[index%len(period)]
	}
	return all
}

func text(writer http.ResponseWriter, body string) {
	header := writer.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	io.WriteString(writer, body)
}

func typed(writer http.ResponseWriter, kind string, length int64) {
	writer.Header().Set("Content-Type", kind)
	writer.Header().Set("Content-Length", strconv.FormatInt(length, 10))
}

// The part of the path after a prefix. ServeMux has no parameters in Debian 12's Go.
func parts(request *http.Request, prefix string, count int) ([]string, int, bool) {
	segments := strings.Split(strings.TrimPrefix(request.URL.Path, prefix), "/")
	if len(segments) != count {
		return nil, 0, false
	}
	number, err := strconv.Atoi(segments[0])
	return segments, number, err == nil
}

func fill(sessions map[string]int) {
	for user := uint32(0); user < 10000; user++ {
		key := ""
		for part := uint32(0); part < 4; part++ {
			key += fmt.Sprintf("%08x", (4*user+part)*2654435761)
		}
		sessions[key] = int(user)
	}
}

func handlers() http.Handler {
	items := map[int]item{}
	for number := 1; number <= 1000; number++ {
		items[number] = item{number, fmt.Sprintf("item %d", number), number * 29, []string{"new", "small"}}
	}
	rows := []row{}
	for number := 1; number <= 118; number++ {
		rows = append(rows, row{fmt.Sprintf("item %d", number), "Smith & Sons", number * 29, "< 10000"})
	}
	// Made when they are asked for: a first answer does not wait for them.
	sessions := map[string]int{}
	var bytes []byte
	var makeSessions, makeMemory sync.Once
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(writer http.ResponseWriter, request *http.Request) {
		if request.URL.Path != "/" {
			http.NotFound(writer, request)
			return
		}
		text(writer, hello)
	})
	mux.HandleFunc("/items/", func(writer http.ResponseWriter, request *http.Request) {
		_, number, isNumber := parts(request, "/items/", 1)
		item, isKnown := items[number]
		if !isNumber || !isKnown {
			http.NotFound(writer, request)
			return
		}
		body, _ := json.Marshal(item)
		typed(writer, "application/json", int64(len(body)))
		writer.Write(body)
	})
	mux.HandleFunc("/page", func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "text/html; charset=utf-8")
		page.Execute(writer, rows)
	})
	mux.HandleFunc("/session", func(writer http.ResponseWriter, request *http.Request) {
		makeSessions.Do(func() { fill(sessions) })
		if cookie, err := request.Cookie("session"); err == nil {
			if user, isKnown := sessions[cookie.Value]; isKnown {
				text(writer, fmt.Sprintf("Welcome back, user %d.\n", user))
				return
			}
		}
		http.Error(writer, "", http.StatusUnauthorized)
	})
	mux.HandleFunc("/memory", func(writer http.ResponseWriter, request *http.Request) {
		makeMemory.Do(func() { bytes = memory() })
		typed(writer, "application/octet-stream", int64(len(bytes)))
		writer.Write(bytes)
	})
	mux.HandleFunc("/file", func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "application/octet-stream")
		http.ServeFile(writer, request, os.Getenv("PEER_FILE"))
	})
	mux.HandleFunc("/upload", func(writer http.ResponseWriter, request *http.Request) {
		total, _ := io.Copy(io.Discard, request.Body)
		text(writer, fmt.Sprintf("%d\n", total))
	})
	routes, err := strconv.Atoi(os.Getenv("PEER_ROUTES"))
	if err != nil {
		routes = 10
	}
	for index := 0; index < routes; index++ {
		prefix := fmt.Sprintf("/area%d/items/", index)
		mux.HandleFunc(prefix, func(writer http.ResponseWriter, request *http.Request) {
			if _, _, isRight := parts(request, prefix, 2); !isRight {
				http.NotFound(writer, request)
				return
			}
			text(writer, hello)
		})
	}
	return mux
}

func main() {
	if os.Getenv("REQUEST_METHOD") != "" {
		if err := cgi.Serve(handlers()); err != nil {
			os.Exit(1)
		}
		return
	}
	listener, err := net.FileListener(os.Stdin)
	if err != nil {
		panic(err)
	}
	if err := fcgi.Serve(listener, handlers()); err != nil {
		panic(err)
	}
}
