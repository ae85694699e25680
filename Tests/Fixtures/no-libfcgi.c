// Replaces a function of libfcgi (LD_PRELOAD) and fails to initialize.
int FCGX_Init(void) {
    return -1;
}
