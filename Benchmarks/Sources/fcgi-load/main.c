// Asks a FastCGI application over a Unix socket: a closed loop of N clients, each with one request at a time on a
// connection of its own, as mod_fcgid does it. Every answer is checked: status 200, every byte of the body where it is
// known, and a regular end.
//
//     fcgi-load [OPTION…] SOCKET REQUESTS CLIENTS [TARGET]
//     fcgi-load --make-file FILE BYTES                      writes the pattern that --pattern expects
//
//     --body BYTES       sends a body of that length, in records of 32 KiB as nginx does
//     --text TEXT        the body of each answer is this text
//     --pattern BYTES    the body of each answer is that many bytes of the pattern
//     --unchecked        counts the bytes of the pattern without comparing them, to tell what the comparison costs
//     --save FILE        writes the answers, head and body, into a file
//     --queue PID        stops that process, sends all requests, lets it go on, and reads the answers then: what it does
//                        for a request does not depend on time any more
//
// Prints the number of requests a second, and which share of the time the clients were at work on a processor.
// Bounded: it ends after REQUESTS requests, or after five minutes.

#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_un address;
static struct bytes request;
static struct expectation expectation;
static atomic_long remaining;
static atomic_long failures;
static double deadline;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double processor_time(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// A connection with the whole request written to it; -1 if that failed.
static int ask(void) {
    const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) {
        return -1;
    }
    if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) {
        close(connection);
        return -1;
    }
    for (size_t sent = 0; sent < request.length;) {
        const ssize_t count = send(connection, request.bytes + sent, request.length - sent, MSG_NOSIGNAL);
        if (count < 0) {
            close(connection);
            return -1;
        }
        sent += (size_t)count;
    }
    return connection;
}

static void *client(void *unused) {
    (void)unused;
    struct answer *answer = malloc(sizeof *answer);
    while (answer != NULL && atomic_fetch_sub(&remaining, 1) > 0 && now() < deadline) {
        const int connection = ask();
        if (connection < 0 || !read_answer(connection, &expectation, answer)) {
            atomic_fetch_add(&failures, 1);
        }
        if (connection >= 0) {
            close(connection);
        }
    }
    free(answer);
    return NULL;
}

static int run_queue(int process, long requests) {
    static int connections[1000];
    static struct answer answer;
    if (requests > 1000 || !stop_process(process)) {
        fprintf(stderr, "fcgi-load: a queue takes up to 1000 requests, and a process that can be stopped\n");
        return 0;
    }
    for (long index = 0; index < requests; index++) {
        connections[index] = ask();
    }
    continue_process(process);
    int is_ok = 1;
    for (long index = 0; index < requests; index++) {
        if (connections[index] < 0 || !read_answer(connections[index], &expectation, &answer)) {
            is_ok = 0;
        }
        close(connections[index]);
    }
    return is_ok;
}

static int run_clients(long requests, int clients) {
    pthread_t threads[64];
    atomic_store(&remaining, requests);
    const double start = now(), spent = processor_time();
    deadline = start + 300;
    for (int index = 0; index < clients; index++) {
        if (pthread_create(&threads[index], NULL, client, NULL) != 0) {
            fprintf(stderr, "fcgi-load: no thread for a client\n");
            exit(71);
        }
    }
    for (int index = 0; index < clients; index++) {
        pthread_join(threads[index], NULL);
    }
    const double elapsed = now() - start;
    if (atomic_load(&failures) != 0 || now() > deadline) {
        fprintf(stderr, "fcgi-load: %ld of %ld requests failed\n", atomic_load(&failures), requests);
        return 0;
    }
    printf("%.*f %.2f\n", requests / elapsed < 1000 ? 2 : 0, (double)requests / elapsed,
           (processor_time() - spent) / elapsed);
    return 1;
}

static int usage(void) {
    fprintf(stderr, "usage: fcgi-load [--body BYTES] [--text TEXT | --pattern BYTES [--unchecked]] [--save FILE]\n"
                    "                 [--queue PID] SOCKET REQUESTS CLIENTS [TARGET]\n"
                    "       fcgi-load --make-file FILE BYTES\n");
    return 64;
}

int main(int count, char **arguments) {
    long body = 0;
    int queue = 0, index = 1;
    expectation.save = -1;
    make_pattern();
    for (; index < count && strncmp(arguments[index], "--", 2) == 0; index++) {
        const char *option = arguments[index];
        if (strcmp(option, "--unchecked") == 0) {
            expectation.is_unchecked = 1;
            continue;
        }
        if (++index >= count) {
            return usage();
        }
        const char *value = arguments[index];
        if (strcmp(option, "--body") == 0) {
            body = atol(value);
        } else if (strcmp(option, "--text") == 0) {
            expectation.kind = TEXT;
            expectation.text = value;
            expectation.length = strlen(value);
        } else if (strcmp(option, "--pattern") == 0) {
            expectation.kind = PATTERN;
            expectation.length = (size_t)atol(value);
        } else if (strcmp(option, "--save") == 0) {
            expectation.save = open(value, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        } else if (strcmp(option, "--queue") == 0) {
            queue = atoi(value);
        } else if (strcmp(option, "--make-file") == 0 && index + 1 < count) {
            return make_file(value, atol(arguments[index + 1])) ? 0 : 73;
        } else {
            return usage();
        }
    }
    if (count - index < 3 || strlen(arguments[index]) >= sizeof address.sun_path || body < 0 || body > 1L << 30) {
        return usage();
    }
    const long requests = atol(arguments[index + 1]);
    const int clients = atoi(arguments[index + 2]);
    if (requests < 1 || requests > 10000000 || clients < 1 || clients > 64) {
        return usage();
    }
    address.sun_family = AF_UNIX;
    strcpy(address.sun_path, arguments[index]);
    request = make_request(count - index > 3 ? arguments[index + 3] : "/", (size_t)body);
    return (queue > 0 ? run_queue(queue, requests) : run_clients(requests, clients)) ? 0 : 1;
}
