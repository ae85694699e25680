#ifndef WORKS_H
#define WORKS_H

#include <stddef.h>

/// A response that is built in plain C.
struct work {
    /// From "Status: 200 OK" to the empty line.
    char head[256];
    size_t head_length;
    /// Valid until the next call.
    const char *body;
    size_t body_length;
};

/// Prepares the sessions, and the MiB of /memory.
void prepare_works(void);

/// Builds the response to a target, the same as in Benchmarks/Peers; 404 if the target is unknown.
void answer_work(const char *target, const char *cookies, struct work *work);

/// The head of a response with a body of this length.
void make_head(struct work *work, const char *type, size_t length);

#define WORK_TEXT "text/plain; charset=utf-8"
#define WORK_BYTES "application/octet-stream"

#endif
