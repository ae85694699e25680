// A handwritten FastCGI and CGI program. It sends what the client's header field X-Response holds, each octet as two
// hexadecimal digits, or else a greeting. It refuses nothing of what the binding refuses to send.
#include <fcgi_stdio.h>
#include <stdlib.h>

static int digit(char character) {
    return character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10;
}

int main(void) {
    while (FCGI_Accept() >= 0) {
        const char *response = getenv("HTTP_X_RESPONSE");
        if (response == NULL) {
            printf("Status: 200\r\nContent-Type: text/plain\r\nContent-Length: 23\r\n\r\nWelcome, Ada Lovelace.\n");
            continue;
        }
        for (; response[0] != 0 && response[1] != 0; response += 2) putchar(digit(response[0]) << 4 | digit(response[1]));
    }
    return 0;
}
