// The only code that uses the fields of FCGX_Request that fcgiapp.h marks as private.
//
// libfcgi's own blocking accept(2) loses signals and ends on EMFILE. So the library accepts connections itself and
// passes the descriptor to libfcgi. FCGX_Request has no setter for it, hence the functions below.
// `gatehouse_fcgx_layout_is_known` checks at start-up that libfcgi and this header agree on the fields.

#ifndef GATEHOUSE_CFASTCGI_SHIM_H
#define GATEHOUSE_CFASTCGI_SHIM_H

#include <fastcgi.h>
#include <fcgiapp.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/vfs.h>

// Constants that glibc defines only with _GNU_SOURCE: of poll(2), open(2) and linkat(2). EPOLLRDHUP has the same value as
// POLLRDHUP by definition of the kernel.
static const short gatehouse_pollrdhup = EPOLLRDHUP;
static const int gatehouse_o_tmpfile = 020000000;
static const int gatehouse_at_empty_path = 0x1000;

// glibc declares it only with _GNU_SOURCE, which a module map cannot define.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

/// Flushes what the program has printed, and makes stdout line-buffered.
static inline void gatehouse_print_by_lines(void) {
    fflush(stdout);
    setvbuf(stdout, NULL, _IOLBF, 0);
}

/// The peer of a connection, as accept4(2) reports it.
struct gatehouse_peer {
    /// AF_UNIX, AF_INET, AF_INET6, or another family.
    int family;
    /// The address in network order, in the first 4 or all 16 bytes.
    uint8_t address[16];
};

/// Calls accept4(2), which also returns the peer's address. The connection is closed on exec.
static inline int gatehouse_accept(int listener, struct gatehouse_peer *peer) {
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    memset(peer, 0, sizeof *peer);
    const int connection = accept4(listener, (struct sockaddr *)&storage, &length, SOCK_CLOEXEC);
    if (connection < 0) {
        return connection;
    }
    peer->family = storage.ss_family;
    if (storage.ss_family == AF_INET) {
        memcpy(peer->address, &((struct sockaddr_in *)&storage)->sin_addr, 4);
    } else if (storage.ss_family == AF_INET6) {
        memcpy(peer->address, &((struct sockaddr_in6 *)&storage)->sin6_addr, 16);
    }
    return connection;
}

/// `struct ucred` of unix(7), which glibc declares only with _GNU_SOURCE.
struct gatehouse_credentials {
    int32_t process;
    uint32_t user;
    uint32_t group;
};

/// Calls getsockopt(2) with SO_PEERCRED: the credentials of a Unix socket's peer. Returns 0, or -1.
static inline int gatehouse_peer_credentials(int connection, struct gatehouse_credentials *credentials) {
    socklen_t length = sizeof *credentials;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, credentials, &length);
}

/// Calls epoll_create1(2); closed on exec. (Swift's Glibc module lacks epoll(7).)
static inline int gatehouse_epoll(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

/// Calls epoll_ctl(2): reports once when a connection has bytes or has ended. Returns 0, or -1.
static inline int gatehouse_epoll_watch(int epoll, int connection) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, .data = {.fd = connection}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event);
}

/// Calls epoll_ctl(2): stops watching a connection. Returns 0, or -1.
static inline int gatehouse_epoll_forget(int epoll, int connection) {
    struct epoll_event ignored = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, connection, &ignored);
}

/// Calls epoll_wait(2) without waiting. Returns a connection with an event; -1 with EAGAIN if there is no event.
static inline int gatehouse_epoll_next(int epoll) {
    struct epoll_event event;
    const int count = epoll_wait(epoll, &event, 1, 0);
    if (count == 0) {
        errno = EAGAIN;
    }
    return count == 1 ? event.data.fd : -1;
}

/// Calls epoll_ctl(2): reports whenever a descriptor can be read. Returns 0, or -1.
///
/// - is_listener: Of all sets that watch the same listening socket, the kernel then wakes one for each connection.
static inline int gatehouse_epoll_add(int epoll, int number, int is_listener) {
    struct epoll_event event = {.events = EPOLLIN | (is_listener ? EPOLLEXCLUSIVE : 0), .data = {.fd = number}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, number, &event);
}

/// Calls epoll_wait(2) on a set of up to three descriptors. Returns 1 if `number` is among those that can be read, 0 if it
/// is not, and -1 for an error.
static inline int gatehouse_epoll_wait(int epoll, int number, int milliseconds) {
    struct epoll_event events[3];
    const int count = epoll_wait(epoll, events, 3, milliseconds);
    for (int index = 0; index < count; index++) {
        if (events[index].data.fd == number) {
            return 1;
        }
    }
    return count < 0 ? -1 : 0;
}

/// Returns 1 if FCGX_InitRequest writes the two descriptors where fcgiapp.h declares them, otherwise 0.
static inline int gatehouse_fcgx_layout_is_known(void) {
    FCGX_Request request;
    const int marker = 0x5a17;
    if (FCGX_InitRequest(&request, marker, 0) != 0) {
        return 0;
    }
    return request.listen_sock == marker && request.ipcFd == -1 && request.keepConnection == 0;
}

/// Calls memfd_create(2), which glibc declares only with _GNU_SOURCE: a file in memory, closed on exec, not executable. Its size
/// can be sealed.
static inline int gatehouse_memory_file(void) {
    extern int memfd_create(const char *name, unsigned int flags);
    const unsigned int closed_on_exec = 1, allows_seals = 2, never_executed = 8;
    const int file = memfd_create("fastcgi-head", closed_on_exec | allows_seals | never_executed);
    // Linux before 6.3 does not support the last flag.
    return file < 0 && errno == EINVAL ? memfd_create("fastcgi-head", closed_on_exec | allows_seals) : file;
}

/// The commands and the flags of fcntl(2) that fix the size of a file in memory for ever (F_ADD_SEALS and F_GET_SEALS;
/// F_SEAL_SEAL, F_SEAL_SHRINK and F_SEAL_GROW). glibc defines them only with _GNU_SOURCE.
static const int gatehouse_add_seals = 1033;
static const int gatehouse_get_seals = 1034;
static const int gatehouse_seal_size = 1 | 2 | 4;

/// O_PATH: a descriptor that only names a file. glibc declares it only with _GNU_SOURCE. fcntl.h has it under another
/// name, but must not be included: its `struct stat` would belong to this module instead of Glibc. The value is the
/// same on all platforms that Swift supports.
static inline int gatehouse_path_only(void) {
    return 010000000;
}

/// Calls openat2(2), which has no glibc function: opens a path below a directory and follows no symbolic link. Returns
/// the descriptor, or -1.
static inline int gatehouse_open_beneath(int directory, const char *path, int flags) {
    extern long syscall(long number, ...);
    // linux/openat2.h is newer than some systems that build this. The number is the same on every platform.
    const long openat2 = 437;
    const uint64_t no_magic_links = 0x02, no_symbolic_links = 0x04, beneath = 0x08;
    struct {
        uint64_t flags, mode, resolve;
    } how = {(uint64_t)(unsigned)flags, 0, no_magic_links | no_symbolic_links | beneath};
    return (int)syscall(openat2, directory, path, &how, sizeof how);
}

/// Calls renameat2(2) with RENAME_EXCHANGE: two names in a directory exchange their files. glibc declares the function only
/// with _GNU_SOURCE, and only since 2.28. Returns 0, or -1.
static inline int gatehouse_exchange(int directory, const char *one, const char *other) {
    extern int renameat2(int from, const char *old_name, int to, const char *new_name, unsigned int flags);
    const unsigned int exchange = 2;
    return renameat2(directory, one, directory, other, exchange);
}

/// Calls pidfd_open(2), which has no glibc function before 2.36: a descriptor that is readable when the process has ended.
/// It is closed on exec. Returns -1 before Linux 5.3.
static inline int gatehouse_process_descriptor(int process) {
    extern long syscall(long number, ...);
    const long pidfd_open = 434;
    return (int)syscall(pidfd_open, process, 0);
}

/// Calls prctl(2) with PR_SET_PDEATHSIG, which Swift cannot call because it is variadic: the kernel sends this process the signal
/// when the thread that started it ends. Returns 0, or -1.
static inline int gatehouse_end_with_parent(int signal) {
    extern int prctl(int option, ...);
    const int set_parent_death_signal = 1;
    return prctl(set_parent_death_signal, (unsigned long)signal, 0UL, 0UL, 0UL);
}

/// Calls socketpair(2): two connected Unix sockets, closed on exec. Returns 0, or -1.
static inline int gatehouse_socket_pair(int *one, int *other) {
    int pair[2];
    const int result = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
    if (result == 0) {
        *one = pair[0];
        *other = pair[1];
    }
    return result;
}

/// Sends one message to a datagram socket, as sd_notify(3) does. A path that begins with "@" is an abstract name. Returns
/// 0, or -1.
static inline int gatehouse_notify(const char *path, const char *message) {
    // sockaddr_un of unix(7). sys/un.h would bring types of Glibc into this module.
    struct {
        sa_family_t family;
        char path[108];
    } address = {.family = AF_UNIX};
    const size_t length = strlen(path);
    if (length == 0 || length >= sizeof address.path) {
        errno = EINVAL;
        return -1;
    }
    memcpy(address.path, path, length);
    if (path[0] == '@') {
        address.path[0] = 0;
    }
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -1;
    }
    const socklen_t size = (socklen_t)(sizeof address.family + length);
    const ssize_t sent =
        sendto(descriptor, message, strlen(message), MSG_NOSIGNAL, (const struct sockaddr *)&address, size);
    const int failure = errno;
    extern int close(int descriptor);
    close(descriptor);
    errno = failure;
    return sent < 0 ? -1 : 0;
}

/// The connections that wait in the queue of a listening TCP socket, and the limit of that queue, from getsockopt(2) with
/// TCP_INFO. Returns 0, or -1.
static inline int gatehouse_tcp_queue(int listener, uint32_t *waiting, uint32_t *limit) {
    // The beginning of struct tcp_info. For a listening socket, the kernel stores the two numbers in the places of tcpi_unacked
    // and tcpi_sacked.
    uint32_t information[8];
    socklen_t length = sizeof information;
    const int tcp = 6, tcp_info = 11;
    if (getsockopt(listener, tcp, tcp_info, information, &length) != 0) {
        return -1;
    }
    *waiting = information[6];
    *limit = information[7];
    return 0;
}

/// The same for a listening Unix socket, from sock_diag(7). Returns 0, or -1, for example if a sandbox permits no netlink socket.
///
/// - inode: The number of the socket, as fstat(2) reports it.
static inline int gatehouse_unix_queue(uint32_t inode, uint32_t *waiting, uint32_t *limit) {
    const int netlink = 16, sock_diag = 4;
    // struct nlmsghdr and struct unix_diag_req of linux/netlink.h and linux/unix_diag.h.
    struct {
        uint32_t length;
        uint16_t type, flags;
        uint32_t sequence, port;
        uint8_t family, protocol;
        uint16_t padding;
        uint32_t states, inode, show, cookie[2];
    } question = {.type = 20, .flags = 1, .family = AF_UNIX, .states = 1u << 10, .inode = inode, .show = 0x10};
    question.length = sizeof question;
    question.cookie[0] = question.cookie[1] = ~0u;
    const int connection = socket(netlink, SOCK_DGRAM | SOCK_CLOEXEC, sock_diag);
    if (connection < 0) {
        return -1;
    }
    // The kernel answers before send(2) returns.
    uint32_t answer[64];
    ssize_t count = send(connection, &question, sizeof question, 0);
    if (count > 0) {
        count = recv(connection, answer, sizeof answer, MSG_DONTWAIT);
    }
    const int failure = errno;
    extern int close(int descriptor);
    close(connection);
    errno = failure;
    if (count < 0) {
        return -1;
    }
    // struct nlmsghdr and struct unix_diag_msg have four words each. Then come attributes: length, type, and a content that is
    // padded to whole words. UNIX_DIAG_RQLEN has the two numbers.
    const size_t words = (size_t)count / 4;
    if (words >= 8 && (answer[1] & 0xffff) == 20 && answer[5] == inode) {
        for (size_t place = 8; place + 1 <= words;) {
            const uint32_t length = answer[place] & 0xffff, type = answer[place] >> 16;
            if (type == 4 && length >= 12 && place + 3 <= words) {
                *waiting = answer[place + 1];
                *limit = answer[place + 2];
                return 0;
            }
            if (length < 4) {
                break;
            }
            place += (length + 3) / 4;
        }
    }
    errno = ENOENT;
    return -1;
}

/// Calls fstatfs(2). Returns the type of the file system, or -1.
static inline long gatehouse_file_system(int descriptor) {
    struct statfs information;
    return fstatfs(descriptor, &information) == 0 ? (long)information.f_type : -1;
}

// Atomic operations on memory that several processes share. Swift's Synchronization module has none for a raw address.

static inline uint64_t gatehouse_load(const uint64_t *word) {
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static inline void gatehouse_store(uint64_t *word, uint64_t value) {
    __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

/// A store by the only writer of the word. A reader that loads the value also sees everything that
/// was stored before.
static inline void gatehouse_publish(uint64_t *word, uint64_t value) {
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline uint64_t gatehouse_add(uint64_t *word, uint64_t value) {
    return __atomic_fetch_add(word, value, __ATOMIC_SEQ_CST);
}

/// Returns 1 if the word had the expected value, otherwise 0. `expected` becomes the value that the word had.
static inline int gatehouse_compare_exchange(uint64_t *word, uint64_t *expected, uint64_t desired) {
    return __atomic_compare_exchange_n(word, expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/// Calls FCGX_Accept_r, which reads its next request from `head` instead of accepting a connection.
///
/// `appStatus` is reset, because libfcgi keeps the status of the previous request. `keepConnection` is set, because
/// FCGX_Accept_r first finishes the previous request and would close the descriptor with it. FCGX_Accept_r then sets it
/// to the peer's FCGI_KEEP_CONN flag. FCGX_Detach is needed because libfcgi otherwise closes with shutdown, poll and
/// read.
///
/// Returns 0 if there is a request, which then writes to `connection`. Otherwise libfcgi has closed `head`.
static inline int gatehouse_fcgx_accept(FCGX_Request *request, int head, int connection) {
    request->ipcFd = head;
    request->keepConnection = 1;
    request->appStatus = 0;
    FCGX_Detach(request);
    const int result = FCGX_Accept_r(request);
    if (result == 0) {
        request->ipcFd = connection;
    }
    return result;
}

/// The connection of the request; -1 after libfcgi has closed it.
static inline int gatehouse_fcgx_descriptor(const FCGX_Request *request) {
    return request->ipcFd;
}

/// Whether the peer set FCGI_KEEP_CONN. Valid between FCGX_Accept_r and FCGX_Finish_r.
static inline int gatehouse_fcgx_keeps_connection(const FCGX_Request *request) {
    return request->keepConnection != 0;
}

/// Does what FCGX_Finish_r does, but never calls close(2), not even on a broken connection. The owner of the descriptor
/// closes it; until then another thread may use its number.
///
/// Returns 0, or another number if the connection is broken.
static inline int gatehouse_fcgx_finish(FCGX_Request *request) {
    int broken = FCGX_FClose(request->err);
    broken |= FCGX_FClose(request->out);
    FCGX_Free(request, 0);
    return broken;
}

/// Lets the request write to another descriptor.
static inline void gatehouse_fcgx_redirect(FCGX_Request *request, int descriptor) {
    request->ipcFd = descriptor;
}

/// Takes the connection back. libfcgi neither uses nor closes it after this.
static inline void gatehouse_fcgx_release(FCGX_Request *request) {
    request->ipcFd = -1;
}

/// What the Swift runtime calls for each `throw`, with a reference to the error. It does not pass ownership.
typedef void (*gatehouse_throw_hook)(void *error);

/// Sets the hook and returns the previous one. Only debug builds call this. The runtime has a function that sets the hook,
/// but none that reads it.
static inline gatehouse_throw_hook gatehouse_exchange_throw_hook(gatehouse_throw_hook hook) {
    extern gatehouse_throw_hook _swift_willThrow;
    return __atomic_exchange_n(&_swift_willThrow, hook, __ATOMIC_ACQ_REL);
}

/// Calls eventfd(2); closed on exec and non-blocking. Swift's Glibc module lacks its header.
static inline int gatehouse_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

#endif
