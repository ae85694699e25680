#include "Checkpoint.h"

// A function of its own, which no optimizer takes away.
__attribute__((noinline, used)) void checkpoint(void) {
    __asm__ volatile("" ::: "memory");
}
