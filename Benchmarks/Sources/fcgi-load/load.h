// The parts of fcgi-load: see main.c.

#ifndef FCGI_LOAD_H
#define FCGI_LOAD_H

#include <stddef.h>

enum { HEADER = 8, BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

struct bytes {
    unsigned char *bytes;
    size_t length;
};

// What is asked for.
struct question {
    const char *target;
    // The field Host, by HTTP.
    const char *host;
    // Of the body, in bytes; 0 for none.
    size_t length;
    const char *type;
    // The value of the field Cookie, if there is one.
    const char *cookie;
    // Whether the connection stays for another request.
    int keeps;
    // Further parameters, NAME=VALUE, for those who need more than others.
    const char *parameters[8];
    int parameter_count;
    // A body that is sent as it is, instead of as many bytes.
    const char *text;
};

// A browser's request as FastCGI, and the same one as HTTP/1.1.
struct bytes make_request(const struct question *question);
struct bytes make_http_request(const struct question *question);

struct expectation {
    enum { ANYTHING, TEXT, PATTERN } kind;
    // Of the body, in bytes.
    size_t length;
    const char *text;
    int is_unchecked;
    // Where the answers go as well; -1 for nowhere.
    int save;
};

struct answer {
    unsigned char head[8192 + 1];
    size_t head_length;
    int is_in_body;
    size_t body_length;
    // Whether a byte has come, and whether another request can follow on this connection.
    int has_begun;
    int can_go_on;
    // Large enough that a system call is worth it, small enough for the processor's cache.
    unsigned char buffer[256 * 1024];
};

// Reads to the end of the request. Returns whether the answer is what it should be.
int read_answer(int connection, const struct expectation *expectation, struct answer *answer);
int read_http_answer(int connection, const struct expectation *expectation, struct answer *answer);

// The value of a field of the head, up to the end of the head, or NULL.
const char *field_of(const struct answer *answer, const char *name_and_colon);
int take_body(struct answer *answer, const struct expectation *expectation, const unsigned char *bytes, size_t length);
int keep_a_copy(const struct expectation *expectation, const unsigned char *bytes, size_t length);
int is_whole(const struct answer *answer, const struct expectation *expectation);

// How long requests took, in buckets that are 5 % wide; each client has one of its own.
enum { BUCKETS = 400 };
struct histogram {
    unsigned buckets[BUCKETS];
};
void count_latency(struct histogram *histogram, double seconds);
// Prints {"p50": …, "buckets": [[microseconds, count], …]}, without the braces.
void print_latencies(const struct histogram *histogram);

// Prepares the pattern: bytes that look random and repeat after a prime number of bytes, so that what is left out, sent
// twice or put elsewhere is seen.
void make_pattern(void);
int make_file(const char *path, long length);

// Takes a piece of an answer as a CGI program or FCGI_STDOUT gives it, and says whether all of it was as it should be.
int take(struct answer *answer, const struct expectation *expectation, const unsigned char *bytes, size_t length);
int is_complete(const struct answer *answer, const struct expectation *expectation);

// Starts a program as often as told, by CGI or with a socket on which a request waits already; prints for each how many
// microseconds passed from before fork to the end of its answer.
int time_starts(const char *way, long rounds, char **program, const struct bytes *request,
                const struct expectation *expectation);

// Stops all threads of a process, and waits until they have stopped.
int stop_process(int process);
void continue_process(int process);

#endif
