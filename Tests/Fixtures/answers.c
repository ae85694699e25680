// A FastCGI and CGI program as people write them by hand: it sends what the client's field X-Answer holds, each octet as two
// hexadecimal digits, and a greeting without it. Of what the binding refuses to send, nothing is refused here.
#include <fcgi_stdio.h>
#include <stdlib.h>

static int digit(char character) {
    return character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10;
}

int main(void) {
    while (FCGI_Accept() >= 0) {
        const char *answer = getenv("HTTP_X_ANSWER");
        if (answer == NULL) {
            printf("Status: 200\r\nContent-Type: text/plain\r\nContent-Length: 23\r\n\r\nWelcome, Ada Lovelace.\n");
            continue;
        }
        for (; answer[0] != 0 && answer[1] != 0; answer += 2) putchar(digit(answer[0]) << 4 | digit(answer[1]));
    }
    return 0;
}
