/* The disk that fails: put before libc with LD_PRELOAD, it counts what a process does to the files of one folder
 * (writes, flushes, renames, removals, new files) and lets the n-th of them fail, or all after so many bytes, or
 * kills the process there. `arm` and `disarm` are called by tests/faults/disk.py; nothing fails until armed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static int armed, error_number, killing, sticky;
static long count, fail_at, bytes, room;

/* at: the step that fails (0: none); left: bytes until the disk is full (-1: no end); number 0: kill -9 instead;
 * again: whether everything after the failing step fails too. */
void arm(const char *watched, long at, long left, int number, int again) {
    pthread_mutex_lock(&turn);
    strncpy(folder, watched, sizeof folder - 1);
    count = bytes = 0;
    fail_at = at, room = left, error_number = number, killing = number == 0, sticky = again, armed = 1;
    pthread_mutex_unlock(&turn);
}

/* How many steps there were since it was armed. */
long disarm(void) {
    armed = 0;
    return count;
}

long bytes_written(void) { return bytes; }

static int inside(const char *path) {
    char whole[PATH_MAX];
    if (path[0] == '/') return strncmp(path, folder, strlen(folder)) == 0;
    if (getcwd(whole, sizeof whole) == NULL) return 0;
    return strncmp(whole, folder, strlen(folder)) == 0;
}

static int fails(long size) {
    pthread_mutex_lock(&turn);
    count++;
    bytes += size;
    int now = (fail_at > 0 && (count == fail_at || (sticky && count > fail_at)));
    if (room >= 0 && size > 0 && bytes > room) now = 1;
    pthread_mutex_unlock(&turn);
    if (now && killing) kill(getpid(), SIGKILL);
    if (now) errno = error_number;
    return now;
}

static int path_fails(const char *path) { return armed && inside(path) && fails(0); }

static int handle_fails(int handle, long size) {
    char link[64], path[PATH_MAX];
    if (!armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return path[0] == '/' && inside(path) && fails(size);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *from, size_t size) { return handle_fails(fd, size) ? -1 : REAL(write)(fd, from, size); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
    return handle_fails(fd, size) ? -1 : REAL(pwrite)(fd, from, size, at);
}
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
    return handle_fails(fd, size) ? -1 : REAL(pwrite64)(fd, from, size, at);
}
int fsync(int fd) { return handle_fails(fd, 0) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return handle_fails(fd, 0) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t size) { return handle_fails(fd, 0) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return handle_fails(fd, 0) ? -1 : REAL(ftruncate64)(fd, size); }
int rename(const char *from, const char *to) { return path_fails(to) ? -1 : REAL(rename)(from, to); }
int mkdir(const char *path, mode_t mode) { return path_fails(path) ? -1 : REAL(mkdir)(path, mode); }
int rmdir(const char *path) { return path_fails(path) ? -1 : REAL(rmdir)(path); }
int unlink(const char *path) { return path_fails(path) ? -1 : REAL(unlink)(path); }
ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    return handle_fails(to, size < 4096 ? size : 4096) ? -1 : REAL(sendfile)(to, from, at, size);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    return handle_fails(to, size < 4096 ? size : 4096) ? -1 : REAL(sendfile64)(to, from, at, size);
}

#define OPENING(name)                                                                  \
    int name(const char *path, int flags, ...) {                                       \
        va_list more;                                                                  \
        va_start(more, flags);                                                         \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;      \
        va_end(more);                                                                  \
        if ((flags & O_CREAT) && path_fails(path)) return -1;                          \
        return REAL(name)(path, flags, mode);                                          \
    }
OPENING(open)
OPENING(open64)
