#ifndef WORKS_H
#define WORKS_H

#include <stddef.h>

/// An answer that is made in C, for the peers that have nothing but C.
struct work {
    /// From "Status: 200 OK" to the empty line.
    char head[256];
    size_t head_length;
    /// In memory that the next call writes to.
    const char *body;
    size_t body_length;
};

/// Prepares the sessions, and the MiB of /memory.
void prepare_works(void);

/// Makes the answer to a target: what Benchmarks/Peers say in their languages. Whatever is not known is 404.
void answer_work(const char *target, const char *cookies, struct work *work);

/// The head of an answer with a body of that length.
void make_head(struct work *work, const char *type, size_t length);

#define WORK_TEXT "text/plain; charset=utf-8"
#define WORK_BYTES "application/octet-stream"

#endif
