// The responses in plain C, without a router and without a table of header fields. A page is built in one buffer, with
// its values escaped.

#include "Works.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 1 << 20, PERIOD = 4093, ITEMS = 1000, ROWS = 118, SESSIONS = 10000, KEY = 32, SLOTS = 1 << 15 };

static char memory[MEMORY];
static char keys[SESSIONS][KEY + 1];
static int slots[SLOTS];
static char page[32 * 1024];
static char text[256];

static uint32_t hash(const char *key) {
    uint32_t value = 2166136261;
    for (int index = 0; index < KEY; index++) {
        value = (value ^ (unsigned char)key[index]) * 16777619;
    }
    return value % SLOTS;
}

void prepare_works(void) {
    uint32_t state = 1;
    for (int index = 0; index < PERIOD; index++) {
        state = state * 1664525 + 1013904223;
        memory[index] = (char)(state >> 24);
    }
    for (int index = PERIOD; index < MEMORY; index++) {
        memory[index] = memory[index - PERIOD];
    }
    for (uint32_t user = 0; user < SESSIONS; user++) {
        for (uint32_t part = 0; part < 4; part++) {
            snprintf(keys[user] + 8 * part, 9, "%08x", (4 * user + part) * (uint32_t)2654435761);
        }
        uint32_t slot = hash(keys[user]);
        while (slots[slot] != 0) {
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = (int)user + 1;
    }
}

static int session(const char *cookies) {
    static const char name[] = "session=";
    for (const char *at = cookies; at != NULL; at = strchr(at, ';')) {
        at += strspn(at, "; ");
        if (strncmp(at, name, sizeof name - 1) != 0) {
            continue;
        }
        const char *key = at + sizeof name - 1;
        if (strcspn(key, "; ") != KEY) {
            return -1;
        }
        for (uint32_t slot = hash(key); slots[slot] != 0; slot = (slot + 1) % SLOTS) {
            if (memcmp(keys[slots[slot] - 1], key, KEY) == 0) {
                return slots[slot] - 1;
            }
        }
        return -1;
    }
    return -1;
}

void make_head(struct work *work, const char *type, size_t length) {
    work->head_length = (size_t)snprintf(
        work->head, sizeof work->head, "Status: 200 OK\r\nContent-Type: %s\r\n%sContent-Length: %zu\r\n\r\n", type,
        strcmp(type, WORK_BYTES) == 0 ? "" : "X-Content-Type-Options: nosniff\r\n", length);
}

static void answer(struct work *work, const char *type, const char *body, size_t length) {
    make_head(work, type, length);
    work->body = body;
    work->body_length = length;
}

static void refuse(struct work *work, const char *status) {
    work->head_length =
        (size_t)snprintf(work->head, sizeof work->head, "Status: %s\r\nContent-Length: 0\r\n\r\n", status);
    work->body = "";
    work->body_length = 0;
}

static char *put(char *end, const char *value) {
    const size_t length = strlen(value);
    memcpy(end, value, length);
    return end + length;
}

static char *put_escaped(char *end, const char *value) {
    for (; *value != 0; value++) {
        switch (*value) {
        case '&': end = put(end, "&amp;"); break;
        case '<': end = put(end, "&lt;"); break;
        case '>': end = put(end, "&gt;"); break;
        case '"': end = put(end, "&quot;"); break;
        case '\'': end = put(end, "&#39;"); break;
        default: *end++ = *value;
        }
    }
    return end;
}

static void answer_page(struct work *work) {
    char value[32];
    char *end = put(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Items</title></head>\n"
                          "<body>\n<h1>Items</h1>\n<ul>\n");
    for (int row = 1; row <= ROWS; row++) {
        snprintf(value, sizeof value, "item %d", row);
        end = put_escaped(put(end, "<li><b>"), value);
        end = put_escaped(put(end, "</b> by "), "Smith & Sons");
        snprintf(value, sizeof value, "%d", row * 29);
        end = put_escaped(put(end, " costs "), value);
        end = put_escaped(put(end, ", which is "), "< 10000");
        end = put(end, " and fair.</li>\n");
    }
    end = put(end, "</ul>\n</body>\n</html>\n");
    answer(work, "text/html; charset=utf-8", page, (size_t)(end - page));
}

static void answer_item(struct work *work, const char *digits) {
    char *end;
    const long id = strtol(digits, &end, 10);
    if (end == digits || *end != 0 || id < 1 || id > ITEMS) {
        refuse(work, "404 Not Found");
        return;
    }
    const int length = snprintf(text, sizeof text, "{\"id\":%ld,\"name\":\"item %ld\",\"price\":%ld,\"tags\":[\"new\",\"small\"]}",
                                id, id, id * 29);
    answer(work, "application/json", text, (size_t)length);
}

static void answer_session(struct work *work, const char *cookies) {
    const int user = session(cookies);
    if (user < 0) {
        refuse(work, "401 Unauthorized");
        return;
    }
    const int length = snprintf(text, sizeof text, "Welcome back, user %d.\n", user);
    answer(work, WORK_TEXT, text, (size_t)length);
}

void answer_work(const char *target, const char *cookies, struct work *work) {
    static const char small[] = "Hello from behind the gate.\n";
    if (target == NULL || strcmp(target, "/") == 0) {
        answer(work, WORK_TEXT, small, sizeof small - 1);
    } else if (strcmp(target, "/memory") == 0) {
        answer(work, WORK_BYTES, memory, MEMORY);
    } else if (strncmp(target, "/items/", 7) == 0) {
        answer_item(work, target + 7);
    } else if (strcmp(target, "/page") == 0) {
        answer_page(work);
    } else if (strcmp(target, "/session") == 0) {
        answer_session(work, cookies);
    } else {
        refuse(work, "404 Not Found");
    }
}
