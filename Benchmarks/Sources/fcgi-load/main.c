// Sends requests to a FastCGI application over a Unix socket, or to a web server: a closed loop of N clients. Each
// client has one request at a time, on a connection of its own, like mod_fcgid. It checks every response: status 200,
// every byte of the body if it is known, and a regular end.
//
//     fcgi-load [OPTION…] ADDRESS REQUESTS CLIENTS [TARGET]   ADDRESS is the path of a Unix socket or 127.0.0.1:PORT
//     fcgi-load --make-file FILE BYTES                        writes the pattern of --pattern
//     fcgi-load [--text TEXT] --start cgi ROUNDS PROGRAM…     prints the times from exec to the end of the first
//     fcgi-load [--text TEXT] --start SOCKET ROUNDS PROGRAM…  response in microseconds, by CGI or by FastCGI
//
//     --http             speaks HTTP/1.1 instead of FastCGI
//     --host NAME        the field Host, for HTTP; defaults to www.example.com
//     --keep             uses a connection for further requests if the server keeps it
//     --body BYTES       sends a body of this length, in records of 32 KiB like nginx
//     --form TEXT        sends this text as a form
//     --cookie TEXT      sends this as the field Cookie
//     --parameter N=V    sends a further FastCGI parameter; up to eight times
//     --text TEXT        expects this text as the body
//     --pattern BYTES    expects this many bytes of the pattern as the body
//     --unchecked        counts the bytes of the pattern without comparing them, to measure the cost of the comparison
//     --save FILE        writes the responses, head and body, into a file
//     --seconds SECONDS  ends after this time, or after REQUESTS
//     --json             prints latencies as well
//     --queue PID        stops this process, sends all requests, continues the process and reads the responses, so that
//                        its work for a request does not depend on time
//
// Prints the number of requests a second, and the share of the time in which the clients used a processor. It ends
// after REQUESTS requests, and after five minutes at the latest.

#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
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

// The longest run, in seconds.
#define LONGEST 300.0

static struct sockaddr_storage address;
static socklen_t address_length;
static struct question question = {.target = "/", .host = "www.example.com"};
static int is_http;
static struct bytes request;
static struct expectation expectation;
static atomic_long remaining;
static atomic_long answered;
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

static int connect_anew(void) {
    const int connection = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // Without any response, the request fails after this time.
    const struct timeval patience = {.tv_sec = 60};
    if (connection >= 0) {
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    if (connection >= 0 && connect(connection, (struct sockaddr *)&address, address_length) == 0) {
        const int on = 1;
        if (address.ss_family == AF_INET) {
            setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
        return connection;
    }
    if (connection >= 0) {
        close(connection);
    }
    return -1;
}

static int send_request(int connection) {
    for (size_t sent = 0; sent < request.length;) {
        const ssize_t count = send(connection, request.bytes + sent, request.length - sent, MSG_NOSIGNAL);
        if (count < 0) {
            return 0;
        }
        sent += (size_t)count;
    }
    return 1;
}

// A connection to which the whole request has been written; -1 on failure.
static int ask(void) {
    const int connection = connect_anew();
    if (connection >= 0 && !send_request(connection)) {
        close(connection);
        return -1;
    }
    return connection;
}

static int read_any_answer(int connection, struct answer *answer) {
    return is_http ? read_http_answer(connection, &expectation, answer) : read_answer(connection, &expectation, answer);
}

// One request and its response, on a kept connection or on a new one.
static int exchange(int *kept, struct answer *answer) {
    int connection = *kept, is_ok = 0;
    *kept = -1;
    if (connection >= 0) {
        answer->has_begun = 0;
        is_ok = send_request(connection) && read_any_answer(connection, answer);
        if (!is_ok && answer->has_begun) {
            close(connection);
            return 0;
        }
        if (!is_ok) {
            // The server has closed it in the meantime, which is allowed.
            close(connection);
            connection = -1;
        }
    }
    if (connection < 0) {
        connection = ask();
        if (connection < 0) {
            return 0;
        }
        is_ok = read_any_answer(connection, answer);
    }
    if (is_ok && question.keeps && (!is_http || answer->can_go_on)) {
        *kept = connection;
    } else {
        close(connection);
    }
    return is_ok;
}

static void *client(void *histogram) {
    struct answer *answer = malloc(sizeof *answer);
    int kept = -1;
    while (answer != NULL && atomic_fetch_sub(&remaining, 1) > 0 && now() < deadline) {
        const double start = now();
        if (!exchange(&kept, answer)) {
            atomic_fetch_add(&failures, 1);
        }
        count_latency(histogram, now() - start);
        atomic_fetch_add(&answered, 1);
    }
    if (kept >= 0) {
        close(kept);
    }
    free(answer);
    return NULL;
}

static int run_queue(int process, long requests) {
    static int connections[1000];
    static struct answer answer;
    if (requests > 1000 || !stop_process(process)) {
        fprintf(stderr, "fcgi-load: --queue requires at most 1000 requests and a process that can be stopped\n");
        return 0;
    }
    for (long index = 0; index < requests; index++) {
        connections[index] = ask();
    }
    continue_process(process);
    int is_ok = 1;
    for (long index = 0; index < requests; index++) {
        if (connections[index] < 0 || !read_any_answer(connections[index], &answer)) {
            is_ok = 0;
        }
        close(connections[index]);
    }
    return is_ok;
}

static void print_figures(const struct histogram *histograms, int clients, double elapsed, double spent, int is_json) {
    const double rate = (double)atomic_load(&answered) / elapsed;
    if (!is_json) {
        printf("%.*f %.2f\n", rate < 1000 ? 2 : 0, rate, spent / elapsed);
        return;
    }
    struct histogram all = {{0}};
    for (int index = 0; index < clients; index++) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            all.buckets[bucket] += histograms[index].buckets[bucket];
        }
    }
    printf("{\"requests\": %ld, \"seconds\": %.4f, \"rate\": %.2f, \"share\": %.3f, ", atomic_load(&answered), elapsed, rate,
           spent / elapsed);
    print_latencies(&all);
    printf("}\n");
}

static int run_clients(long requests, int clients, double seconds, int is_json) {
    static struct histogram histograms[64];
    pthread_t threads[64];
    atomic_store(&remaining, requests);
    const double start = now(), spent = processor_time();
    deadline = start + seconds;
    for (int index = 0; index < clients; index++) {
        if (pthread_create(&threads[index], NULL, client, &histograms[index]) != 0) {
            fprintf(stderr, "fcgi-load: cannot start a thread for a client\n");
            exit(71);
        }
    }
    for (int index = 0; index < clients; index++) {
        pthread_join(threads[index], NULL);
    }
    const double elapsed = now() - start;
    if (atomic_load(&failures) != 0 || elapsed > LONGEST) {
        fprintf(stderr, "fcgi-load: %ld of %ld requests failed\n", atomic_load(&failures), atomic_load(&answered));
        return 0;
    }
    print_figures(histograms, clients, elapsed, processor_time() - spent, is_json);
    return 1;
}

static int set_address(const char *text) {
    const char *colon = strchr(text, ':');
    if (text[0] != '/' && colon != NULL) {
        char host[64];
        struct sockaddr_in *internet = (struct sockaddr_in *)&address;
        snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
        internet->sin_family = AF_INET;
        internet->sin_port = htons((unsigned short)atoi(colon + 1));
        address_length = sizeof *internet;
        return inet_pton(AF_INET, host, &internet->sin_addr) == 1;
    }
    struct sockaddr_un *local = (struct sockaddr_un *)&address;
    if (strlen(text) >= sizeof local->sun_path) {
        return 0;
    }
    local->sun_family = AF_UNIX;
    strcpy(local->sun_path, text);
    address_length = sizeof *local;
    return 1;
}

static int usage(void) {
    fprintf(stderr, "usage: fcgi-load [--http [--host NAME]] [--keep] [--body BYTES | --form TEXT] [--cookie TEXT] [--parameter NAME=VALUE]…\n"
                    "                 [--text TEXT | --pattern BYTES [--unchecked]] [--save FILE] [--seconds SECONDS] [--json]\n"
                    "                 [--queue PID] ADDRESS REQUESTS CLIENTS [TARGET]\n"
                    "       fcgi-load --make-file FILE BYTES\n"
                    "       fcgi-load [--text TEXT] --start cgi|SOCKET ROUNDS PROGRAM [ARGUMENT…]\n");
    return 64;
}

struct arguments {
    int queue, is_json;
    double seconds;
};

// Handles an option that has a value. Returns whether the option is known.
static int take_option(const char *option, const char *value, struct arguments *arguments) {
    if (strcmp(option, "--body") == 0) {
        question.length = (size_t)atol(value);
    } else if (strcmp(option, "--form") == 0) {
        question.text = value;
        question.length = strlen(value);
        question.type = "application/x-www-form-urlencoded";
    } else if (strcmp(option, "--cookie") == 0) {
        question.cookie = value;
    } else if (strcmp(option, "--parameter") == 0 && question.parameter_count < 8) {
        question.parameters[question.parameter_count++] = value;
    } else if (strcmp(option, "--host") == 0) {
        question.host = value;
    } else if (strcmp(option, "--text") == 0) {
        expectation.kind = TEXT;
        expectation.text = value;
        expectation.length = strlen(value);
    } else if (strcmp(option, "--pattern") == 0) {
        expectation.kind = PATTERN;
        expectation.length = (size_t)atol(value);
    } else if (strcmp(option, "--save") == 0) {
        expectation.save = open(value, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    } else if (strcmp(option, "--seconds") == 0) {
        arguments->seconds = atof(value);
    } else if (strcmp(option, "--queue") == 0) {
        arguments->queue = atoi(value);
    } else {
        return 0;
    }
    return 1;
}

int main(int count, char **words) {
    struct arguments arguments = {.seconds = LONGEST};
    int index = 1;
    expectation.save = -1;
    question.type = "application/octet-stream";
    make_pattern();
    for (; index < count && strncmp(words[index], "--", 2) == 0; index++) {
        const char *option = words[index];
        if (strcmp(option, "--unchecked") == 0) {
            expectation.is_unchecked = 1;
        } else if (strcmp(option, "--http") == 0) {
            is_http = 1;
        } else if (strcmp(option, "--keep") == 0) {
            question.keeps = 1;
        } else if (strcmp(option, "--json") == 0) {
            arguments.is_json = 1;
        } else if (strcmp(option, "--make-file") == 0 && index + 2 < count) {
            return make_file(words[index + 1], atol(words[index + 2])) ? 0 : 73;
        } else if (strcmp(option, "--start") == 0 && index + 3 < count) {
            request = make_request(&question);
            return time_starts(words[index + 1], atol(words[index + 2]), words + index + 3, &request, &expectation) ? 0 : 1;
        } else if (++index >= count || !take_option(option, words[index], &arguments)) {
            return usage();
        }
    }
    if (count - index < 3 || question.length > 1 << 30 || arguments.seconds <= 0 || arguments.seconds > LONGEST ||
        !set_address(words[index])) {
        return usage();
    }
    const long requests = atol(words[index + 1]);
    const int clients = atoi(words[index + 2]);
    if (requests < 1 || requests > 10000000 || clients < 1 || clients > 64) {
        return usage();
    }
    question.target = count - index > 3 ? words[index + 3] : "/";
    request = is_http ? make_http_request(&question) : make_request(&question);
    return (arguments.queue > 0 ? run_queue(arguments.queue, requests)
                                : run_clients(requests, clients, arguments.seconds, arguments.is_json))
               ? 0
               : 1;
}
