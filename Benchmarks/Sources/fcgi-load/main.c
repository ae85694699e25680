// Asks a FastCGI application over a Unix socket: a closed loop of N clients, each with one request at a time on a
// connection of its own, as mod_fcgid does it. Every answer is checked: status 200, and a regular end.
//
//     fcgi-load SOCKET REQUESTS CLIENTS [TARGET]
//
// Bounded: it ends after REQUESTS requests, or after two minutes.

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 8, BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

static struct sockaddr_un address;
static unsigned char request[16384];
static size_t request_length;
static atomic_long remaining;
static atomic_long failures;
static double deadline;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void append(const void *bytes, size_t length) {
    if (request_length + length > sizeof request) {
        fprintf(stderr, "fcgi-load: the request is too long\n");
        exit(64);
    }
    memcpy(request + request_length, bytes, length);
    request_length += length;
}

static void append_record(int type, const void *content, size_t length) {
    unsigned char header[HEADER] = {
        1, (unsigned char)type, 0, 1, (unsigned char)(length >> 8), (unsigned char)length, 0, 0};
    append(header, HEADER);
    append(content, length);
}

static unsigned char pairs[8192];
static size_t pairs_length;

static void pair(const char *name, const char *value) {
    size_t name_length = strlen(name), value_length = strlen(value);
    pairs[pairs_length++] = (unsigned char)name_length;
    if (value_length < 128) {
        pairs[pairs_length++] = (unsigned char)value_length;
    } else {
        pairs[pairs_length++] = 0x80;
        pairs[pairs_length++] = 0;
        pairs[pairs_length++] = (unsigned char)(value_length >> 8);
        pairs[pairs_length++] = (unsigned char)value_length;
    }
    memcpy(pairs + pairs_length, name, name_length);
    pairs_length += name_length;
    memcpy(pairs + pairs_length, value, value_length);
    pairs_length += value_length;
}

// What a browser's request through Apache brings: thirty parameters, thirteen of them header fields.
static void make_request(const char *target) {
    pair("SCRIPT_URL", target);
    pair("SCRIPT_URI", "http://www.example.com/");
    pair("gatehouse_modules", "1");
    pair("HTTP_HOST", "www.example.com");
    pair("HTTP_CONNECTION", "keep-alive");
    pair("HTTP_CACHE_CONTROL", "max-age=0");
    pair("HTTP_SEC_CH_UA", "\"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"");
    pair("HTTP_SEC_CH_UA_MOBILE", "?0");
    pair("HTTP_SEC_CH_UA_PLATFORM", "\"Linux\"");
    pair("HTTP_UPGRADE_INSECURE_REQUESTS", "1");
    pair("HTTP_USER_AGENT",
         "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36");
    pair("HTTP_ACCEPT", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8");
    pair("HTTP_SEC_FETCH_SITE", "none");
    pair("HTTP_SEC_FETCH_MODE", "navigate");
    pair("HTTP_ACCEPT_ENCODING", "gzip, deflate, br, zstd");
    pair("HTTP_ACCEPT_LANGUAGE", "en-GB,en;q=0.9,de;q=0.8");
    pair("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    pair("SERVER_SIGNATURE", "");
    pair("SERVER_SOFTWARE", "Apache");
    pair("SERVER_NAME", "www.example.com");
    pair("SERVER_ADDR", "192.0.2.1");
    pair("SERVER_PORT", "80");
    pair("REMOTE_ADDR", "198.51.100.7");
    pair("DOCUMENT_ROOT", "/home/me/public_html");
    pair("REQUEST_SCHEME", "http");
    pair("GATEWAY_INTERFACE", "CGI/1.1");
    pair("SERVER_PROTOCOL", "HTTP/1.1");
    pair("REQUEST_METHOD", "GET");
    pair("QUERY_STRING", "");
    pair("REQUEST_URI", target);

    static const unsigned char begin[8] = {0, 1, 0, 0, 0, 0, 0, 0};
    append_record(BEGIN, begin, sizeof begin);
    append_record(PARAMS, pairs, pairs_length);
    append_record(PARAMS, NULL, 0);
    append_record(STDIN, NULL, 0);
}

// Reads to the end of the request. The head of the answer has to be in the first record.
static int read_answer(int connection) {
    static _Thread_local unsigned char buffer[1 << 16];
    size_t have = 0;
    int is_ok = 0;
    for (;;) {
        ssize_t count = read(connection, buffer + have, sizeof buffer - have);
        if (count <= 0) {
            return 0;
        }
        have += (size_t)count;
        size_t position = 0;
        while (have - position >= HEADER) {
            const unsigned char *header = buffer + position;
            size_t content = (size_t)header[4] << 8 | header[5];
            size_t length = HEADER + content + header[6];
            if (have - position < length) {
                break;
            }
            if (header[1] == STDOUT && content >= 11 && memcmp(header + HEADER, "Status: 200", 11) == 0) {
                is_ok = 1;
            }
            if (header[1] == END) {
                return is_ok && header[HEADER + 4] == 0;
            }
            position += length;
        }
        memmove(buffer, buffer + position, have - position);
        have -= position;
    }
}

static void *client(void *unused) {
    (void)unused;
    while (atomic_fetch_sub(&remaining, 1) > 0 && now() < deadline) {
        int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int is_ok = connection >= 0 &&
                    connect(connection, (struct sockaddr *)&address, sizeof address) == 0 &&
                    write(connection, request, request_length) == (ssize_t)request_length && read_answer(connection);
        if (connection >= 0) {
            close(connection);
        }
        if (!is_ok) {
            atomic_fetch_add(&failures, 1);
        }
    }
    return NULL;
}

int main(int count, char **arguments) {
    long requests = count >= 4 ? atol(arguments[2]) : 0;
    int clients = count >= 4 ? atoi(arguments[3]) : 0;
    if (requests < 1 || requests > 10000000 || clients < 1 || clients > 64 ||
        strlen(arguments[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: fcgi-load SOCKET REQUESTS CLIENTS [TARGET]\n");
        return 64;
    }
    address.sun_family = AF_UNIX;
    strcpy(address.sun_path, arguments[1]);
    make_request(count > 4 ? arguments[4] : "/");
    atomic_store(&remaining, requests);
    double start = now();
    deadline = start + 120;
    pthread_t threads[64];
    for (int index = 0; index < clients; index++) {
        if (pthread_create(&threads[index], NULL, client, NULL) != 0) {
            return 71;
        }
    }
    for (int index = 0; index < clients; index++) {
        pthread_join(threads[index], NULL);
    }
    double elapsed = now() - start;
    if (atomic_load(&failures) != 0 || now() > deadline) {
        fprintf(stderr, "fcgi-load: %ld of %ld requests failed\n", atomic_load(&failures), requests);
        return 1;
    }
    printf("%.0f\n", (double)requests / elapsed);
    return 0;
}
