// Stands in front of libfcgi (LD_PRELOAD) and does not start.
int FCGX_Init(void) {
    return -1;
}
