// What copies the stack of a thread for the log of slow requests: the handler of a signal, and what it needs.
//
// The handler makes only system calls and writes only to the memory of its sample. It takes no lock and allocates nothing.

#ifndef GATEHOUSE_CFASTCGI_SAMPLE_H
#define GATEHOUSE_CFASTCGI_SAMPLE_H

#include "shim.h"

/// The largest part of a stack that is copied, in words.
enum { gatehouse_sample_words = 16 * 1024 };

/// States of a sample.
static const uint64_t gatehouse_sample_idle = 0, gatehouse_sample_requested = 1, gatehouse_sample_copying = 2,
                      gatehouse_sample_ready = 3;

/// A request for a copy of a stack, and the copy.
struct gatehouse_sample {
    /// One of the states. Accessed atomically.
    uint64_t state;
    /// The thread that copies its stack.
    int32_t thread;
    /// The eventfd that becomes readable after the copy.
    int32_t alarm;
    /// The bounds of the stack of the thread.
    uint64_t stack_start, stack_end;
    /// The registers: the address of the instruction, of the end of the stack, of the frame, and the return address of a
    /// function without a frame (0 where the processor has none).
    uint64_t instruction, stack, frame, link;
    /// How many words were copied, from `stack` on.
    uint64_t count;
    uint64_t words[gatehouse_sample_words];
};

/// The copied words. (Swift cannot import a member that is such a long array.)
static inline const uint64_t *gatehouse_sampled_words(const struct gatehouse_sample *sample) {
    return sample->words;
}

/// Calls gettid(2), which glibc declares only with _GNU_SOURCE.
static inline int gatehouse_thread_number(void) {
    extern long syscall(long number, ...);
#if defined(__aarch64__)
    return (int)syscall(178);
#else
    return (int)syscall(186);
#endif
}

/// pthread_getattr_np(3), which glibc declares only with _GNU_SOURCE. Returns 0, or an error.
extern int gatehouse_thread_attributes(unsigned long thread, void *attributes) __asm__("pthread_getattr_np");

/// SIGRTMIN and SIGRTMAX are macros that call these functions.
extern int gatehouse_first_signal(void) __asm__("__libc_current_sigrtmin");
extern int gatehouse_last_signal(void) __asm__("__libc_current_sigrtmax");

/// Calls rt_tgsigqueueinfo(2), which has no glibc function: sends the signal to the thread of the sample, with the address of the
/// sample. Returns 0, or -1.
static inline int gatehouse_request_sample(struct gatehouse_sample *sample, int signal) {
    extern long syscall(long number, ...);
    extern int getpid(void);
    // siginfo_t of the kernel has 128 bytes.
    union {
        struct {
            int32_t signal, error, code, padding, process;
            uint32_t user;
            void *value;
        } fields;
        uint64_t size[16];
    } information;
    memset(&information, 0, sizeof information);
    const int queued = -1;
    information.fields.signal = signal;
    information.fields.code = queued;
    information.fields.process = getpid();
    information.fields.value = sample;
#if defined(__aarch64__)
    const long rt_tgsigqueueinfo = 240;
#else
    const long rt_tgsigqueueinfo = 297;
#endif
    return (int)syscall(rt_tgsigqueueinfo, getpid(), sample->thread, signal, &information);
}

/// Copies the stack of this thread. Called by the handler of the signal with the arguments of sa_sigaction.
__attribute__((no_sanitize("address", "thread"))) static inline void gatehouse_copy_stack(
    const void *information, const void *context) {
    extern int getpid(void);
    extern ssize_t write(int descriptor, const void *bytes, size_t count);
    const int saved = errno;
    const int32_t *const info = (const int32_t *)information;
    // Another process could send the signal with any address.
    if (info[2] != -1 || info[4] != getpid()) {
        return;
    }
    struct gatehouse_sample *const sample = *(struct gatehouse_sample *const *)((const char *)information + 24);
    uint64_t expected = gatehouse_sample_requested;
    if (sample == NULL || sample->thread != gatehouse_thread_number() ||
        !gatehouse_compare_exchange(&sample->state, &expected, gatehouse_sample_copying)) {
        errno = saved;
        return;
    }
    // ucontext_t of the kernel: uc_flags, uc_link and uc_stack have 40 bytes. On x86-64, the general registers follow, with RBP,
    // RSP and RIP at 10, 15 and 16. On ARM64, 1024 bits for uc_sigmask come first, and then fault_address, X0 to X30, SP and PC.
    const uint64_t *const registers = (const uint64_t *)((const char *)context + 40);
#if defined(__aarch64__)
    const uint64_t *const general = (const uint64_t *)((const char *)context + 184);
    sample->frame = general[29];
    sample->link = general[30];
    sample->stack = general[31];
    sample->instruction = general[32];
    (void)registers;
#else
    sample->frame = registers[10];
    sample->link = 0;
    sample->stack = registers[15];
    sample->instruction = registers[16];
#endif
    uint64_t count = 0;
    if (sample->stack % 8 == 0 && sample->stack >= sample->stack_start && sample->stack < sample->stack_end) {
        const volatile uint64_t *const stack = (const volatile uint64_t *)sample->stack;
        const uint64_t most = (sample->stack_end - sample->stack) / 8;
        for (; count < most && count < gatehouse_sample_words; count++) {
            sample->words[count] = stack[count];
        }
    }
    sample->count = count;
    gatehouse_store(&sample->state, gatehouse_sample_ready);
    const uint64_t one = 1;
    // It cannot fail: the counter of an eventfd is far from its limit.
    (void)!write(sample->alarm, &one, sizeof one);
    errno = saved;
}

/// swift_demangle of the Swift runtime. The result must be freed; NULL if the name is not one of Swift.
extern char *gatehouse_demangle(const char *name, size_t length, char *buffer, size_t *size, uint32_t flags)
    __asm__("swift_demangle");

#endif
