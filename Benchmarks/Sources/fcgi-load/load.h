// The parts of fcgi-load: see main.c.

#ifndef FCGI_LOAD_H
#define FCGI_LOAD_H

#include <stddef.h>

enum { HEADER = 8, BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

struct bytes {
    unsigned char *bytes;
    size_t length;
};

// A browser's request for `target`, with a body of `length` bytes unless that is 0.
struct bytes make_request(const char *target, size_t length);

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
    // Large enough that a system call is worth it, small enough for the processor's cache.
    unsigned char buffer[256 * 1024];
};

// Reads to the end of the request. Returns whether the answer is what it should be.
int read_answer(int connection, const struct expectation *expectation, struct answer *answer);

// Prepares the pattern: bytes that look random and repeat after a prime number of bytes, so that what is left out, sent
// twice or put elsewhere is seen.
void make_pattern(void);
int make_file(const char *path, long length);

// Stops all threads of a process, and waits until they have stopped.
int stop_process(int process);
void continue_process(int process);

#endif
