// A FastCGI and CGI program that has no page, and says so in the way that GATEHOUSE_PAGES names. Its responses repeat
// the request target, as many error pages do. Only ".../streamed" is a page, which is sent in three pieces.
#include <fcgi_stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    while (FCGI_Accept() >= 0) {
        const char *pages = getenv("GATEHOUSE_PAGES");
        const char *target = getenv("REQUEST_URI");
        if (pages == NULL) pages = "plain";
        if (target == NULL) target = "";
        const char *end = strrchr(target, '/');
        if (end != NULL && strcmp(end, "/streamed") == 0) {
            printf("Status: 200 OK\r\nContent-Type: text/plain\r\n\r\n");
            for (int piece = 0; piece < 3; piece++) {
                if (piece > 0) usleep(400000);
                printf("piece\n");
                FCGI_fflush(FCGI_stdout);
            }
        } else if (strcmp(pages, "redirect") == 0) {
            printf("Status: 302 Found\r\nLocation: https://www.example.com/?from=%s\r\n\r\n", target);
        } else if (strcmp(pages, "custom") == 0) {
            printf("Status: 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Sorry</h1>There is no page %s.\n", target);
        } else if (strcmp(pages, "spa") == 0) {
            printf("Status: 200 OK\r\nContent-Type: text/html\r\nETag: \"1\"\r\n\r\n<!DOCTYPE html><title>App</title>"
                   "<div id=app data-path=\"%s\"></div>\n", target);
        } else {
            printf("Status: 404 Not Found\r\nContent-Type: text/plain\r\n\r\nThere is no page %s.\n", target);
        }
    }
    return 0;
}
