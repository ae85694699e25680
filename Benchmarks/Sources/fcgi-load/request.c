// The request: the same as a browser's request through Apache.

#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char pairs[8192];
static size_t pairs_length;

static void pair(const char *name, const char *value) {
    const size_t name_length = strlen(name), value_length = strlen(value);
    if (name_length >= 128 || value_length >= 1 << 16 ||
        pairs_length + 5 + name_length + value_length > sizeof pairs) {
        fprintf(stderr, "fcgi-load: the request is too long\n");
        exit(64);
    }
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

static void append_record(struct bytes *request, int type, const void *content, size_t length) {
    const unsigned char header[HEADER] = {
        1, (unsigned char)type, 0, 1, (unsigned char)(length >> 8), (unsigned char)length, 0, 0};
    memcpy(request->bytes + request->length, header, HEADER);
    if (length > 0) {
        memcpy(request->bytes + request->length + HEADER, content, length);
    }
    request->length += HEADER + length;
}

// Thirty parameters, of which thirteen are header fields; two more if there is a body.
static void make_parameters(const struct question *question) {
    const char *const target = question->target;
    const size_t body_length = question->length;
    pair("SCRIPT_URL", target);
    pair("SCRIPT_URI", "https://www.example.com/");
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
    pair("SERVER_PORT", "443");
    pair("REMOTE_ADDR", "198.51.100.7");
    pair("DOCUMENT_ROOT", "/home/me/public_html");
    pair("REQUEST_SCHEME", "https");
    pair("GATEWAY_INTERFACE", "CGI/1.1");
    pair("SERVER_PROTOCOL", "HTTP/1.1");
    pair("REQUEST_METHOD", body_length > 0 ? "POST" : "GET");
    pair("QUERY_STRING", "");
    pair("REQUEST_URI", target);
    if (body_length > 0) {
        char digits[32];
        snprintf(digits, sizeof digits, "%zu", body_length);
        pair("CONTENT_LENGTH", digits);
        pair("CONTENT_TYPE", question->type);
    }
    if (question->cookie != NULL) {
        pair("HTTP_COOKIE", question->cookie);
    }
    for (int index = 0; index < question->parameter_count; index++) {
        char name[128];
        const char *value = strchr(question->parameters[index], '=');
        if (value == NULL || (size_t)snprintf(name, sizeof name, "%.*s", (int)(value - question->parameters[index]),
                                              question->parameters[index]) >= sizeof name) {
            fprintf(stderr, "fcgi-load: a parameter must have the form NAME=VALUE\n");
            exit(64);
        }
        pair(name, value + 1);
    }
}

struct bytes make_request(const struct question *question) {
    enum { RECORD = 32 * 1024 };
    const size_t body_length = question->length;
    make_parameters(question);
    const size_t records = 4 + body_length / RECORD + 1;
    struct bytes request = {malloc(8 + pairs_length + body_length + records * HEADER), 0};
    unsigned char *body = calloc(1, RECORD);
    if (request.bytes == NULL || body == NULL) {
        fprintf(stderr, "fcgi-load: out of memory for the request\n");
        exit(71);
    }
    memset(body, 'b', RECORD);
    const unsigned char begin[8] = {0, 1, (unsigned char)question->keeps, 0, 0, 0, 0, 0};
    append_record(&request, BEGIN, begin, sizeof begin);
    append_record(&request, PARAMS, pairs, pairs_length);
    append_record(&request, PARAMS, NULL, 0);
    for (size_t rest = body_length; rest > 0;) {
        const size_t length = rest < RECORD ? rest : RECORD;
        append_record(&request, STDIN, question->text == NULL ? body : (const void *)(question->text + (body_length - rest)),
                      length);
        rest -= length;
    }
    append_record(&request, STDIN, NULL, 0);
    free(body);
    return request;
}
