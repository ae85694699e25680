// The time from exec to the first response.

#define _GNU_SOURCE
#include "load.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static struct answer answer;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static pid_t run(char **program, int input, int output, char **environment) {
    posix_spawn_file_actions_t actions;
    pid_t process = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (posix_spawn(&process, program[0], &actions, NULL, program, environment) != 0) {
        process = -1;
    }
    posix_spawn_file_actions_destroy(&actions);
    return process;
}

// The environment that a web server sets for a small request.
static char *cgi_environment[] = {
    "PATH=/usr/local/bin:/usr/bin:/bin", "GATEWAY_INTERFACE=CGI/1.1", "REQUEST_METHOD=GET", "REQUEST_URI=/", "QUERY_STRING=",
    "SCRIPT_NAME=", "PATH_INFO=/", "SERVER_NAME=localhost", "SERVER_PORT=443", "HTTPS=on", "REQUEST_SCHEME=https",
    "SERVER_PROTOCOL=HTTP/1.1", "HTTP_HOST=localhost", "REMOTE_ADDR=127.0.0.1", "REDIRECT_STATUS=200", NULL, NULL, NULL,
    NULL, NULL, NULL, NULL};

// Variables of the caller: a script for php-cgi, directories of Perl's and Python's modules, and a cookie with the
// settings of a program that needs it.
static void pass(const char *name) {
    static char values[6][1024];
    static int count;
    const char *value = getenv(name);
    if (value != NULL && count < 6) {
        snprintf(values[count], sizeof values[count], "%s=%s", name, value);
        char **end = cgi_environment;
        while (*end != NULL) {
            end++;
        }
        *end = values[count++];
    }
}

static double by_cgi(char **program, const struct expectation *expectation) {
    int ends[2];
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    const double start = now();
    const pid_t process = run(program, nothing, ends[1], cgi_environment);
    close(ends[1]);
    close(nothing);
    memset(&answer, 0, offsetof(struct answer, buffer));
    int is_ok = process > 0;
    for (ssize_t count; is_ok && (count = read(ends[0], answer.buffer, sizeof answer.buffer)) > 0;) {
        is_ok = take(&answer, expectation, answer.buffer, (size_t)count);
    }
    const double end = now();
    close(ends[0]);
    if (process > 0) {
        waitpid(process, NULL, 0);
    }
    return is_ok && (expectation->kind == ANYTHING || is_complete(&answer, expectation)) ? end - start : -1;
}

static double by_fastcgi(const char *path, char **program, const struct bytes *request,
                         const struct expectation *expectation) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return -1;
    }
    strcpy(address.sun_path, path);
    unlink(path);
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    double elapsed = -1;
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 8) == 0 &&
        connect(connection, (struct sockaddr *)&address, sizeof address) == 0 &&
        send(connection, request->bytes, request->length, MSG_NOSIGNAL) == (ssize_t)request->length) {
        const double start = now();
        const pid_t process = run(program, listener, nothing, environ);
        if (process > 0) {
            const int is_ok = read_answer(connection, expectation, &answer);
            elapsed = is_ok ? now() - start : -1;
            kill(process, SIGTERM);
            for (int try = 0; try < 500 && waitpid(process, NULL, WNOHANG) == 0; try++) {
                usleep(1000);
                if (try == 400) {
                    kill(process, SIGKILL);
                }
            }
        }
    }
    close(connection);
    close(listener);
    close(nothing);
    unlink(path);
    return elapsed;
}

int time_starts(const char *way, long rounds, char **program, const struct bytes *request,
                const struct expectation *expectation) {
    pass("SCRIPT_FILENAME");
    pass("PEER_LIBRARY");
    pass("PYTHONPATH");
    pass("HTTP_COOKIE");
    pass("PEER_SESSIONS");
    pass("PEER_RULE");
    for (long round = 0; round < rounds; round++) {
        const double elapsed = strcmp(way, "cgi") == 0 ? by_cgi(program, expectation)
                                                       : by_fastcgi(way, program, request, expectation);
        if (elapsed < 0) {
            fprintf(stderr, "fcgi-load: %s gave a wrong response\n", program[0]);
            return 0;
        }
        printf("%.1f\n", elapsed);
    }
    return 1;
}
