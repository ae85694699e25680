// The loop that libfcgi's documentation recommends, in C. Other programs are compared with it.
//
//     plain-loop [FILE]
//
// Expects a listening socket on descriptor 0. It sends the same bytes as `binding`, header fields included, as fast as
// FCGX_PutStr and FCGX_GetStr allow. /file sends the file, and /memory a MiB from memory. Longer responses come from
// Works.

#include <Works.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024 };

static const char *path;
static char buffer[BUFFER];

#define HEAD "Status: 200 OK\r\n"
#define BYTES "Content-Type: application/octet-stream\r\n"
#define TEXT "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"

static void answer_small(FCGX_Request *request) {
    FCGX_PutS(HEAD TEXT "Content-Length: 28\r\n\r\nHello from behind the gate.\n", request->out);
}

static void answer_other(const char *target, FCGX_Request *request) {
    struct work work;
    answer_work(target, FCGX_GetParam("HTTP_COOKIE", request->envp), &work);
    FCGX_PutStr(work.head, (int)work.head_length, request->out);
    FCGX_PutStr(work.body, (int)work.body_length, request->out);
}

static void answer_file(FCGX_Request *request) {
    struct stat information;
    const int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &information) != 0) {
        FCGX_PutS("Status: 500 Internal Server Error\r\n\r\n", request->out);
    } else {
        FCGX_FPrintF(request->out, HEAD BYTES "Content-Length: %lld\r\n\r\n", (long long)information.st_size);
        for (ssize_t count; (count = read(file, buffer, BUFFER)) > 0;) {
            FCGX_PutStr(buffer, (int)count, request->out);
        }
    }
    if (file >= 0) {
        close(file);
    }
}

static void answer_upload(FCGX_Request *request) {
    long long total = 0;
    for (int count; (count = FCGX_GetStr(buffer, BUFFER, request->in)) > 0;) {
        total += count;
    }
    char body[32];
    const int length = snprintf(body, sizeof body, "%lld\n", total);
    FCGX_FPrintF(request->out, HEAD TEXT "Content-Length: %d\r\n\r\n%s", length, body);
}

int main(int count, char **arguments) {
    FCGX_Request request;
    path = count > 1 ? arguments[1] : NULL;
    prepare_works();
    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0) {
        return 1;
    }
    while (FCGX_Accept_r(&request) >= 0) {
        const char *target = FCGX_GetParam("REQUEST_URI", request.envp);
        if (target == NULL || strcmp(target, "/") == 0) {
            answer_small(&request);
        } else if (strcmp(target, "/file") == 0) {
            answer_file(&request);
        } else if (strcmp(target, "/upload") == 0) {
            answer_upload(&request);
        } else {
            answer_other(target, &request);
        }
        FCGX_Finish_r(&request);
    }
    return 0;
}
