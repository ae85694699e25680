// What libfcgi's documentation recommends, in C: the peer that figures are given as ratios of.
//
// Started with a listening socket on descriptor 0. It answers what Examples/Hello answers, with the same header
// fields, so that the same bytes are moved.

#include <fcgiapp.h>

int main(void) {
    FCGX_Request request;
    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0) {
        return 1;
    }
    while (FCGX_Accept_r(&request) >= 0) {
        FCGX_PutS("Status: 200 OK\r\n"
                  "Content-Type: text/plain; charset=utf-8\r\n"
                  "X-Content-Type-Options: nosniff\r\n"
                  "Content-Length: 28\r\n"
                  "\r\n"
                  "Hello from behind the gate.\n",
                  request.out);
        FCGX_Finish_r(&request);
    }
    return 0;
}
