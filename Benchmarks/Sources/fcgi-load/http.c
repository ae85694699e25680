// The same request and the same checks by HTTP/1.1, for web servers and for peers without FastCGI.

#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

struct bytes make_http_request(const struct question *question) {
    const size_t room = 4096 + strlen(question->target) + (question->cookie == NULL ? 0 : strlen(question->cookie));
    struct bytes request = {malloc(room + question->length), 0};
    if (request.bytes == NULL) {
        fprintf(stderr, "fcgi-load: out of memory for the request\n");
        exit(71);
    }
    char *const head = (char *)request.bytes;
    // The header fields that FastCGI peers get as parameters.
    int end = snprintf(
        head, room,
        "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: %s\r\nCache-Control: max-age=0\r\n"
        "sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"\r\nsec-ch-ua-mobile: ?0\r\n"
        "sec-ch-ua-platform: \"Linux\"\r\nUpgrade-Insecure-Requests: 1\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36\r\n"
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
        "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
        "Accept-Language: en-GB,en;q=0.9,de;q=0.8\r\n",
        question->length > 0 ? "POST" : "GET", question->target, question->host,
        question->keeps ? "keep-alive" : "close");
    if (question->cookie != NULL) {
        end += snprintf(head + end, room - (size_t)end, "Cookie: %s\r\n", question->cookie);
    }
    if (question->length > 0) {
        end += snprintf(head + end, room - (size_t)end, "Content-Type: %s\r\nContent-Length: %zu\r\n", question->type,
                        question->length);
    }
    end += snprintf(head + end, room - (size_t)end, "\r\n");
    if (question->text != NULL) {
        memcpy(request.bytes + end, question->text, question->length);
    } else {
        memset(request.bytes + end, 'b', question->length);
    }
    request.length = (size_t)end + question->length;
    return request;
}

// The position of the body's bytes in the stream.
struct framing {
    enum { TO_THE_END, LENGTH, CHUNKS } kind;
    // The rest of the body or of the current chunk.
    size_t left;
    // The line of a chunk's size, or a line after the last chunk.
    char line[64];
    size_t line_length;
    enum { SIZE, DATA, AFTER_DATA, TRAILER } state;
};

// Reads one line, whose beginning may have come before. Returns the number of its bytes and sets `is_whole_line`.
static size_t take_line(struct framing *framing, const unsigned char *bytes, size_t length, int *is_whole_line) {
    for (size_t index = 0; index < length; index++) {
        if (bytes[index] == '\n') {
            framing->line[framing->line_length] = 0;
            framing->line_length = 0;
            *is_whole_line = 1;
            return index + 1;
        }
        if (bytes[index] != '\r' && framing->line_length < sizeof framing->line - 1) {
            framing->line[framing->line_length++] = (char)bytes[index];
        }
    }
    *is_whole_line = 0;
    return length;
}

// Takes bytes after the head: 1 at the end of the response, 0 if it continues, -1 if it is wrong.
static int take_framed(struct framing *framing, struct answer *answer, const struct expectation *expectation,
                       const unsigned char *bytes, size_t length) {
    while (length > 0) {
        size_t taken = length;
        if (framing->kind == CHUNKS && framing->state != DATA) {
            int is_whole_line;
            taken = take_line(framing, bytes, length, &is_whole_line);
            if (is_whole_line && framing->state == TRAILER && framing->line[0] == 0) {
                return taken == length ? 1 : -1;
            }
            if (is_whole_line && framing->state == AFTER_DATA) {
                framing->state = SIZE;
            } else if (is_whole_line && framing->state == SIZE) {
                framing->left = strtoul(framing->line, NULL, 16);
                framing->state = framing->left == 0 ? TRAILER : DATA;
            }
        } else {
            if (framing->kind != TO_THE_END && taken > framing->left) {
                taken = framing->left;
            }
            if (taken == 0 || !take_body(answer, expectation, bytes, taken)) {
                return -1;
            }
            framing->left -= framing->kind == TO_THE_END ? 0 : taken;
            if (framing->kind == CHUNKS && framing->left == 0) {
                framing->state = AFTER_DATA;
            }
        }
        bytes += taken;
        length -= taken;
    }
    return framing->kind == LENGTH && framing->left == 0;
}

static int begin_body(struct framing *framing, struct answer *answer) {
    const char *const head = (const char *)answer->head;
    if (strncmp(head, "HTTP/1.1 200", 12) != 0 && strncmp(head, "HTTP/1.0 200", 12) != 0) {
        return 0;
    }
    const char *coding = field_of(answer, "Transfer-Encoding:"), *size = field_of(answer, "Content-Length:");
    const char *connection = field_of(answer, "Connection:");
    *framing = (struct framing){.kind = TO_THE_END};
    if (coding != NULL && strncasecmp(coding, "chunked", 7) == 0) {
        framing->kind = CHUNKS;
        framing->state = SIZE;
    } else if (size != NULL) {
        framing->kind = LENGTH;
        framing->left = strtoul(size, NULL, 10);
    }
    answer->can_go_on = head[7] == '1' && framing->kind != TO_THE_END &&
                        (connection == NULL || strncasecmp(connection, "close", 5) != 0);
    return 1;
}

int read_http_answer(int connection, const struct expectation *expectation, struct answer *answer) {
    struct framing framing;
    answer->head_length = 0;
    answer->body_length = 0;
    answer->is_in_body = 0;
    answer->has_begun = 0;
    answer->can_go_on = 0;
    for (;;) {
        const ssize_t count = recv(connection, answer->buffer, sizeof answer->buffer, 0);
        if (count <= 0) {
            return count == 0 && answer->is_in_body && framing.kind == TO_THE_END && is_whole(answer, expectation);
        }
        answer->has_begun = 1;
        const unsigned char *bytes = answer->buffer;
        size_t length = (size_t)count;
        if (!keep_a_copy(expectation, bytes, length)) {
            return 0;
        }
        if (!answer->is_in_body) {
            const size_t before = answer->head_length, room = sizeof answer->head - 1 - before;
            const size_t copied = length < room ? length : room;
            memcpy(answer->head + before, bytes, copied);
            answer->head_length += copied;
            answer->head[answer->head_length] = 0;
            const unsigned char *end = memmem(answer->head, answer->head_length, "\r\n\r\n", 4);
            if (end == NULL) {
                if (copied < length) {
                    return 0;
                }
                continue;
            }
            answer->head_length = (size_t)(end - answer->head) + 4;
            answer->head[answer->head_length] = 0;
            answer->is_in_body = 1;
            bytes += answer->head_length - before;
            length -= answer->head_length - before;
            if (!begin_body(&framing, answer)) {
                return 0;
            }
        }
        const int end = take_framed(&framing, answer, expectation, bytes, length);
        if (end != 0) {
            return end > 0 && is_whole(answer, expectation);
        }
    }
}
