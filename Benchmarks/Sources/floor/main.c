// The floor: the least that a FastCGI responder can do, without any library. It accepts, reads once, finds one
// parameter, writes one response and closes.
//
//     floor [FILE]
//
// Expects a listening socket on descriptor 0. It trusts its client, which a real program must not do: a request that
// differs from those of fcgi-load gets a wrong response or none.

#define _GNU_SOURCE
#include <Works.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEADER = 8, BUFFER = 256 * 1024, MOST = 65528, STDIN = 5, STDOUT = 6, END = 3, PIECES = 64 };

static unsigned char buffer[BUFFER];
static const char *path;

static void make_header(unsigned char *header, int type, size_t length) {
    memcpy(header, (unsigned char[HEADER]){1, (unsigned char)type, 0, 1, (unsigned char)(length >> 8), (unsigned char)length, 0, 0},
           HEADER);
}

// Writes everything. A response that is larger than the socket's buffer takes several writes.
static void write_all(int connection, struct iovec *pieces, int count) {
    while (count > 0) {
        ssize_t sent = writev(connection, pieces, count);
        if (sent <= 0) {
            return;
        }
        while (count > 0 && (size_t)sent >= pieces->iov_len) {
            sent -= (ssize_t)pieces->iov_len;
            pieces++;
            count--;
        }
        if (count > 0) {
            pieces->iov_base = (char *)pieces->iov_base + sent;
            pieces->iov_len -= (size_t)sent;
        }
    }
}

static const unsigned char end_of_answer[2 * HEADER + HEADER] = {1, STDOUT, 0, 1, 0, 0, 0, 0, 1, END, 0, 1, 0, HEADER, 0, 0};

static void send_answer(int connection, const struct work *work) {
    static unsigned char headers[PIECES][HEADER];
    struct iovec pieces[2 * PIECES + 4];
    int count = 0, record = 0;
    const int is_small = work->head_length + work->body_length <= MOST;
    make_header(headers[0], STDOUT, work->head_length + (is_small ? work->body_length : 0));
    pieces[count++] = (struct iovec){headers[record++], HEADER};
    pieces[count++] = (struct iovec){(void *)work->head, work->head_length};
    for (size_t at = 0; at < work->body_length; at += MOST) {
        const size_t length = work->body_length - at < MOST ? work->body_length - at : MOST;
        if (!is_small) {
            make_header(headers[record], STDOUT, length);
            pieces[count++] = (struct iovec){headers[record++], HEADER};
        }
        pieces[count++] = (struct iovec){(void *)(work->body + at), length};
    }
    pieces[count++] = (struct iovec){(void *)end_of_answer, sizeof end_of_answer};
    write_all(connection, pieces, count);
}

static void send_open_file(int connection, int file, size_t size) {
    struct work work;
    unsigned char header[HEADER];
    make_head(&work, WORK_BYTES, size);
    make_header(header, STDOUT, work.head_length);
    write_all(connection, (struct iovec[]){{header, HEADER}, {work.head, work.head_length}}, 2);
    for (size_t at = 0; at < size;) {
        const size_t length = size - at < MOST ? size - at : MOST;
        make_header(header, STDOUT, length);
        if (send(connection, header, HEADER, MSG_MORE | MSG_NOSIGNAL) != HEADER) {
            return;
        }
        for (size_t left = length; left > 0;) {
            const ssize_t sent = sendfile(connection, file, NULL, left);
            if (sent <= 0) {
                return;
            }
            left -= (size_t)sent;
        }
        at += length;
    }
    write_all(connection, &(struct iovec){(void *)end_of_answer, sizeof end_of_answer}, 1);
}

static void send_file(int connection) {
    struct stat information;
    const int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && fstat(file, &information) == 0) {
        send_open_file(connection, file, (size_t)information.st_size);
    }
    if (file >= 0) {
        close(file);
    }
}

// The value of a parameter, terminated by a NUL, inside the buffer.
static char *parameter(const char *name, size_t have) {
    const size_t length = strlen(name);
    unsigned char *at = buffer + 2 * HEADER;
    const unsigned char *end = at + HEADER + (at[4] << 8 | at[5]);
    for (at += HEADER; at < end && end <= buffer + have;) {
        const size_t name_length = *at++;
        size_t value_length = *at++;
        if (value_length & 0x80) {
            value_length = (size_t)at[1] << 8 | at[2];
            at += 3;
        }
        if (name_length == length && memcmp(at, name, length) == 0) {
            static char values[2][4096];
            static int turn;
            char *value = values[turn++ % 2];
            if (value_length >= sizeof values[0]) {
                return NULL;
            }
            memcpy(value, at + name_length, value_length);
            value[value_length] = 0;
            return value;
        }
        at += name_length + value_length;
    }
    return NULL;
}

// The number of bytes of the body, whose first record is at `at`.
static long long count_body(int connection, size_t at, size_t have) {
    long long total = 0;
    for (;;) {
        while (have - at < HEADER) {
            memmove(buffer, buffer + at, have - at);
            have -= at;
            at = 0;
            const ssize_t count = read(connection, buffer + have, BUFFER - have);
            if (count <= 0) {
                return -1;
            }
            have += (size_t)count;
        }
        size_t length = (size_t)buffer[at + 4] << 8 | buffer[at + 5];
        at += HEADER;
        if (length == 0) {
            return total;
        }
        total += (long long)length;
        while (have - at < length) {
            length -= have - at;
            const ssize_t count = read(connection, buffer, BUFFER);
            if (count <= 0) {
                return -1;
            }
            at = 0;
            have = (size_t)count;
        }
        at += length;
    }
}

static void serve(int connection) {
    size_t have = 0;
    // The record that begins the request, the parameters, and their end.
    size_t wanted = 3 * HEADER;
    while (have < wanted) {
        const ssize_t count = read(connection, buffer + have, BUFFER - have);
        if (count <= 0) {
            return;
        }
        have += (size_t)count;
        if (have >= 3 * HEADER) {
            wanted = 4 * HEADER + ((size_t)buffer[2 * HEADER + 4] << 8 | buffer[2 * HEADER + 5]);
        }
    }
    const char *target = parameter("REQUEST_URI", have);
    if (target != NULL && strcmp(target, "/file") == 0) {
        send_file(connection);
        return;
    }
    struct work work;
    if (target != NULL && strcmp(target, "/upload") == 0) {
        char text[32];
        const long long total = count_body(connection, wanted, have);
        work.body_length = (size_t)snprintf(text, sizeof text, "%lld\n", total);
        work.body = text;
        make_head(&work, WORK_TEXT, work.body_length);
        send_answer(connection, &work);
        return;
    }
    answer_work(target, parameter("HTTP_COOKIE", have), &work);
    send_answer(connection, &work);
}

int main(int count, char **arguments) {
    path = count > 1 ? arguments[1] : NULL;
    prepare_works();
    for (;;) {
        const int connection = accept4(0, NULL, NULL, SOCK_CLOEXEC);
        if (connection < 0) {
            return 1;
        }
        serve(connection);
        close(connection);
    }
}
