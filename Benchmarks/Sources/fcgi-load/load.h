// The parts of fcgi-load: see main.c.

#ifndef FCGI_LOAD_H
#define FCGI_LOAD_H

#include <stddef.h>

enum { HEADER = 8, BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

struct bytes {
    unsigned char *bytes;
    size_t length;
};

// The request to send.
struct question {
    const char *target;
    // The field Host, for HTTP.
    const char *host;
    // The length of the body in bytes; 0 if there is none.
    size_t length;
    const char *type;
    // The value of the field Cookie, if there is one.
    const char *cookie;
    // Whether the connection is used for further requests.
    int keeps;
    // Further parameters, NAME=VALUE, for peers that need them.
    const char *parameters[8];
    int parameter_count;
    // A body with this text, instead of a body of a given length.
    const char *text;
};

// A browser's request as FastCGI, and the same one as HTTP/1.1.
struct bytes make_request(const struct question *question);
struct bytes make_http_request(const struct question *question);

struct expectation {
    enum { ANYTHING, TEXT, PATTERN } kind;
    // The length of the body in bytes.
    size_t length;
    const char *text;
    int is_unchecked;
    // A file that gets a copy of the responses; -1 if there is none.
    int save;
};

struct answer {
    unsigned char head[8192 + 1];
    size_t head_length;
    int is_in_body;
    size_t body_length;
    // Whether a byte has arrived, and whether another request can follow on this connection.
    int has_begun;
    int can_go_on;
    // Large enough for few system calls, and small enough for the processor's cache.
    unsigned char buffer[256 * 1024];
};

// Reads to the end of the request. Returns whether the response is the expected one.
int read_answer(int connection, const struct expectation *expectation, struct answer *answer);
int read_http_answer(int connection, const struct expectation *expectation, struct answer *answer);

// The value of a field of the head, up to the end of the head, or NULL.
const char *field_of(const struct answer *answer, const char *name_and_colon);
int take_body(struct answer *answer, const struct expectation *expectation, const unsigned char *bytes, size_t length);
int keep_a_copy(const struct expectation *expectation, const unsigned char *bytes, size_t length);
int is_whole(const struct answer *answer, const struct expectation *expectation);

// The latencies in buckets that are 5 % wide. Each client has its own histogram.
enum { BUCKETS = 400 };
struct histogram {
    unsigned buckets[BUCKETS];
};
void count_latency(struct histogram *histogram, double seconds);
// Prints {"p50": …, "buckets": [[microseconds, count], …]}, without the braces.
void print_latencies(const struct histogram *histogram);

// Prepares the pattern: bytes that look random and repeat after a prime number of bytes, so that missing, repeated and
// misplaced bytes are detected.
void make_pattern(void);
int make_file(const char *path, long length);

// Takes a piece of a response from a CGI program or FCGI_STDOUT. Returns whether all of it was the expected one.
int take(struct answer *answer, const struct expectation *expectation, const unsigned char *bytes, size_t length);
int is_complete(const struct answer *answer, const struct expectation *expectation);

// Starts a program several times, by CGI or with a socket on which a request already waits. Prints the microseconds
// from before fork to the end of each response.
int time_starts(const char *way, long rounds, char **program, const struct bytes *request,
                const struct expectation *expectation);

// Stops all threads of a process, and waits until they have stopped.
int stop_process(int process);
void continue_process(int process);

#endif
