#include "Checkpoint.h"

// A function that the optimizer cannot remove.
__attribute__((noinline, used)) void checkpoint(void) {
    __asm__ volatile("" ::: "memory");
}
