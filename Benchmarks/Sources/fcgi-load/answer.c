// The response: parsed as it arrives, and compared with the expected one.

#define _GNU_SOURCE
#include "load.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PERIOD = 4093, PIECE = 64 * 1024 };

static unsigned char pattern[PERIOD + PIECE];

void make_pattern(void) {
    uint32_t state = 1;
    for (int index = 0; index < PERIOD; index++) {
        state = state * 1664525 + 1013904223;
        pattern[index] = (unsigned char)(state >> 24);
    }
    for (int index = PERIOD; index < PERIOD + PIECE; index++) {
        pattern[index] = pattern[index - PERIOD];
    }
}

static int write_all(int descriptor, const unsigned char *bytes, size_t length) {
    while (length > 0) {
        const ssize_t count = write(descriptor, bytes, length);
        if (count <= 0) {
            return 0;
        }
        bytes += count;
        length -= (size_t)count;
    }
    return 1;
}

int make_file(const char *path, long length) {
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int is_ok = descriptor >= 0;
    for (long position = 0; is_ok && position < length; position += PIECE) {
        const size_t piece = length - position < PIECE ? (size_t)(length - position) : PIECE;
        is_ok = write_all(descriptor, pattern + position % PERIOD, piece);
    }
    return is_ok && close(descriptor) == 0;
}

static int is_expected(const struct expectation *expectation, size_t position, const unsigned char *bytes,
                       size_t length) {
    switch (expectation->kind) {
    case ANYTHING:
        return 1;
    case TEXT:
        return position + length <= expectation->length && memcmp(expectation->text + position, bytes, length) == 0;
    case PATTERN:
        if (position + length > expectation->length) {
            return 0;
        }
        while (!expectation->is_unchecked && length > 0) {
            const size_t piece = length < PIECE ? length : PIECE;
            if (memcmp(pattern + position % PERIOD, bytes, piece) != 0) {
                return 0;
            }
            position += piece;
            bytes += piece;
            length -= piece;
        }
        return 1;
    }
    return 0;
}

int take_body(struct answer *answer, const struct expectation *expectation, const unsigned char *bytes, size_t length) {
    if (!is_expected(expectation, answer->body_length, bytes, length)) {
        return 0;
    }
    answer->body_length += length;
    return 1;
}

int keep_a_copy(const struct expectation *expectation, const unsigned char *bytes, size_t length) {
    return expectation->save < 0 || write_all(expectation->save, bytes, length);
}

// Takes a piece of the content of FCGI_STDOUT.
int take(struct answer *answer, const struct expectation *expectation, const unsigned char *bytes, size_t length) {
    if (!keep_a_copy(expectation, bytes, length)) {
        return 0;
    }
    if (!answer->is_in_body) {
        const size_t room = sizeof answer->head - 1 - answer->head_length;
        const size_t copied = length < room ? length : room;
        memcpy(answer->head + answer->head_length, bytes, copied);
        const size_t before = answer->head_length;
        answer->head_length += copied;
        answer->head[answer->head_length] = 0;
        const unsigned char *end = memmem(answer->head, answer->head_length, "\r\n\r\n", 4);
        if (end == NULL) {
            return copied == length;
        }
        answer->head_length = (size_t)(end - answer->head) + 4;
        answer->is_in_body = 1;
        bytes += answer->head_length - before;
        length -= answer->head_length - before;
    }
    return take_body(answer, expectation, bytes, length);
}

const char *field_of(const struct answer *answer, const char *name) {
    const char *const head = (const char *)answer->head;
    const size_t length = strlen(name);
    for (const char *line = head; line != NULL && line < head + answer->head_length;) {
        if (strncasecmp(line, name, length) == 0) {
            line += length;
            return line + strspn(line, " \t");
        }
        line = strstr(line, "\r\n");
        line = line == NULL ? NULL : line + 2;
    }
    return NULL;
}

int is_whole(const struct answer *answer, const struct expectation *expectation) {
    return answer->is_in_body && (expectation->kind == ANYTHING || answer->body_length == expectation->length);
}

// A CGI response without a status is a 200 (RFC 3875, section 6.3.3).
int is_complete(const struct answer *answer, const struct expectation *expectation) {
    const char *status = field_of(answer, "Status:");
    return (status == NULL || strncmp(status, "200", 3) == 0) && is_whole(answer, expectation);
}

int read_answer(int connection, const struct expectation *expectation, struct answer *answer) {
    unsigned char *const buffer = answer->buffer;
    answer->head_length = 0;
    answer->body_length = 0;
    answer->is_in_body = 0;
    answer->has_begun = 0;
    // The rest of the current record: content of the response, and bytes to skip.
    size_t content = 0, passed_over = 0, have = 0;
    for (;;) {
        const ssize_t count = recv(connection, buffer + have, sizeof answer->buffer - have, 0);
        if (count <= 0) {
            return 0;
        }
        have += (size_t)count;
        answer->has_begun = 1;
        size_t position = 0;
        for (;;) {
            if (content > 0) {
                const size_t piece = have - position < content ? have - position : content;
                if (!take(answer, expectation, buffer + position, piece)) {
                    return 0;
                }
                position += piece;
                content -= piece;
            }
            const size_t piece = have - position < passed_over ? have - position : passed_over;
            position += content == 0 ? piece : 0;
            passed_over -= content == 0 ? piece : 0;
            if (content > 0 || passed_over > 0 || have - position < HEADER) {
                break;
            }
            const unsigned char *header = buffer + position;
            const size_t length = (size_t)header[4] << 8 | header[5];
            if (header[1] == END) {
                if (have - position < HEADER + length) {
                    break;
                }
                return length == 8 && header[HEADER + 4] == 0 && is_complete(answer, expectation);
            }
            position += HEADER;
            content = header[1] == STDOUT ? length : 0;
            passed_over = header[6] + (header[1] == STDOUT ? 0 : length);
        }
        memmove(buffer, buffer + position, have - position);
        have -= position;
    }
}
