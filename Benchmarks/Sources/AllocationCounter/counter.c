// Counts allocations. In a program that is linked with --wrap=malloc, every call of malloc goes to __wrap_malloc, in
// Swift's runtime and in libfcgi too, because both are linked statically. __real_malloc is malloc itself.

#include "AllocationCounter.h"

#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_memalign(size_t alignment, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **block, size_t alignment, size_t size);

// One worker serves a request on one thread, so other threads' allocations are not counted.
static _Thread_local long count;

long allocation_count(void) {
    return count;
}

void *__wrap_malloc(size_t size) {
    count++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t number, size_t size) {
    count++;
    return __real_calloc(number, size);
}

void *__wrap_realloc(void *block, size_t size) {
    count++;
    return __real_realloc(block, size);
}

void *__wrap_memalign(size_t alignment, size_t size) {
    count++;
    return __real_memalign(alignment, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    count++;
    return __real_aligned_alloc(alignment, size);
}

int __wrap_posix_memalign(void **block, size_t alignment, size_t size) {
    count++;
    return __real_posix_memalign(block, alignment, size);
}
