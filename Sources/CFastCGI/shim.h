// The one place that touches the fields of FCGX_Request that fcgiapp.h marks as private.
//
// libfcgi accepts connections by itself, with a blocking accept(2) that loses signals and ends on EMFILE. The
// binding accepts instead and hands the descriptor over; FCGX_Request has no setter for that, hence the functions
// below. `gatehouse_fcgx_layout_is_known` checks at start-up that the fields stand where this header's libfcgi
// puts them.

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

// glibc shows it only under _GNU_SOURCE, which a module map cannot ask for.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

/// Has what the program prints leave at the end of each line, and what it has printed before at once.
static inline void gatehouse_print_by_lines(void) {
    fflush(stdout);
    setvbuf(stdout, NULL, _IOLBF, 0);
}

/// Who is at the other end of a connection, as far as accept4(2) tells.
struct gatehouse_peer {
    /// AF_UNIX, AF_INET, AF_INET6, or something else.
    int family;
    /// The address in network order, in the first 4 or all 16 bytes.
    uint8_t address[16];
};

/// accept4(2), which tells the peer's address without another call; the connection is closed on exec.
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

/// `struct ucred` of unix(7), which glibc shows only under _GNU_SOURCE.
struct gatehouse_credentials {
    int32_t process;
    uint32_t user;
    uint32_t group;
};

/// getsockopt(2) with SO_PEERCRED: who connected to a Unix socket. 0, or -1.
static inline int gatehouse_peer_credentials(int connection, struct gatehouse_credentials *credentials) {
    socklen_t length = sizeof *credentials;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, credentials, &length);
}

/// epoll_create1(2), closed on exec. (Swift's Glibc does not have epoll(7).)
static inline int gatehouse_epoll(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

/// epoll_ctl(2): watches a connection until something has arrived on it, or its end, which is told once. 0, or -1.
static inline int gatehouse_epoll_watch(int epoll, int connection) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, .data = {.fd = connection}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event);
}

/// epoll_ctl(2): watches a connection no more. 0, or -1.
static inline int gatehouse_epoll_forget(int epoll, int connection) {
    struct epoll_event ignored = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, connection, &ignored);
}

/// epoll_wait(2) without waiting: a connection to tell of, or -1, with EAGAIN if there is none.
static inline int gatehouse_epoll_next(int epoll) {
    struct epoll_event event;
    const int count = epoll_wait(epoll, &event, 1, 0);
    if (count == 0) {
        errno = EAGAIN;
    }
    return count == 1 ? event.data.fd : -1;
}

/// Whether FCGX_InitRequest writes the two descriptors where fcgiapp.h declares them. 1 or 0.
static inline int gatehouse_fcgx_layout_is_known(void) {
    FCGX_Request request;
    const int marker = 0x5a17;
    if (FCGX_InitRequest(&request, marker, 0) != 0) {
        return 0;
    }
    return request.listen_sock == marker && request.ipcFd == -1 && request.keepConnection == 0;
}

/// memfd_create(2), which glibc shows only under _GNU_SOURCE: a file in memory, closed on exec and never executed.
static inline int gatehouse_memory_file(void) {
    extern int memfd_create(const char *name, unsigned int flags);
    const unsigned int closed_on_exec = 1, never_executed = 8;
    const int file = memfd_create("fastcgi-head", closed_on_exec | never_executed);
    // Linux before 6.3 does not know the second one.
    return file < 0 && errno == EINVAL ? memfd_create("fastcgi-head", closed_on_exec) : file;
}

/// O_PATH: a descriptor that only names a file. glibc shows it only under _GNU_SOURCE. fcntl.h, which has it under another
/// name, must not be read here: its `struct stat` would then be this module's, and no longer Glibc's. The value is that of
/// every machine that Swift knows.
static inline int gatehouse_path_only(void) {
    return 010000000;
}

/// openat2(2), which glibc has no function for: opens what lies below a directory, and follows no symbolic link of any kind on
/// the way. The descriptor, or -1.
static inline int gatehouse_open_beneath(int directory, const char *path, int flags) {
    extern long syscall(long number, ...);
    // linux/openat2.h, which is younger than some systems that build this. The number is the same for every machine.
    const long openat2 = 437;
    const uint64_t no_magic_links = 0x02, no_symbolic_links = 0x04, beneath = 0x08;
    struct {
        uint64_t flags, mode, resolve;
    } how = {(uint64_t)(unsigned)flags, 0, no_magic_links | no_symbolic_links | beneath};
    return (int)syscall(openat2, directory, path, &how, sizeof how);
}

/// FCGX_Accept_r, which reads its next request from `head` instead of accepting a connection.
///
/// The application status of the request before must not become this one's.
///
/// `keepConnection` is set because FCGX_Accept_r first finishes what it takes for the previous request and would
/// close the descriptor with it; FCGX_Accept_r then overwrites it with the peer's FCGI_KEEP_CONN flag. FCGX_Detach:
/// without it libfcgi closes by shutdown, poll and read.
///
/// Returns 0, and the request writes to `connection` from then on. Otherwise there is no request, and libfcgi has closed
/// `head`.
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

/// The connection of the request, or -1 once libfcgi has closed it.
static inline int gatehouse_fcgx_descriptor(const FCGX_Request *request) {
    return request->ipcFd;
}

/// Whether the peer set FCGI_KEEP_CONN. Valid between FCGX_Accept_r and FCGX_Finish_r.
static inline int gatehouse_fcgx_keeps_connection(const FCGX_Request *request) {
    return request->keepConnection != 0;
}

/// FCGX_Finish_r without its close(2), which it makes by itself when the connection is broken: the descriptor has an owner
/// who closes it, and who may be telling another thread its number until then.
///
/// Returns 0, or another number if the connection is broken.
static inline int gatehouse_fcgx_finish(FCGX_Request *request) {
    int broken = FCGX_FClose(request->err);
    broken |= FCGX_FClose(request->out);
    FCGX_Free(request, 0);
    return broken;
}

/// Takes the connection back: libfcgi will neither use nor close it any more.
static inline void gatehouse_fcgx_release(FCGX_Request *request) {
    request->ipcFd = -1;
}

/// eventfd(2), closed on exec. Swift's Glibc module leaves its header out.
static inline int gatehouse_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

#endif
