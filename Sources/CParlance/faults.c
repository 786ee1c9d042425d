// What a program says where the system fails it in a way that no call reports: a mapped file that is cut
// while it is read, and memory that is not there. Nothing here takes a lock or memory once it is called by
// a signal.

#include "include/CParlance.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAILURE = 1, INPUT_OUTPUT = 74 };

static const char ADVICE[] =
    ": a smaller model, smaller batches and shorter texts need less; `ulimit -v` may set a limit\n";

// A mapped file. Entries are used again and never freed, so that a signal may walk them at any time.
typedef struct mapping {
  struct mapping *next;
  _Atomic(uintptr_t) base;  // 0 for an entry that is free
  size_t bytes;
  int descriptor;
  struct stat begun;
  char *name;
} mapping;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(mapping *) mappings;
static _Atomic(char *) changed;  // the name of a file that had changed when it was let go of
static atomic_bool leaves;

#ifdef __APPLE__
#define MODIFIED st_mtimespec
#else
#define MODIFIED st_mtim
#endif

static bool has_changed(const mapping *m) {
  struct stat now;
  return fstat(m->descriptor, &now) == 0 &&
         (now.st_size != m->begun.st_size || now.MODIFIED.tv_sec != m->begun.MODIFIED.tv_sec ||
          now.MODIFIED.tv_nsec != m->begun.MODIFIED.tv_nsec);
}

void pl_watch_mapping(const void *base, size_t bytes, int descriptor, const char *name) {
  pthread_mutex_lock(&lock);
  mapping *m = atomic_load(&mappings);
  while (m && atomic_load(&m->base)) m = m->next;
  const bool is_new = !m;
  if (is_new) m = calloc(1, sizeof *m);
  char *copy = m ? strdup(name) : NULL;
  if (copy) {
    free(m->name);
    m->name = copy;
    m->bytes = bytes;
    m->descriptor = descriptor;
    fstat(descriptor, &m->begun);
    atomic_store(&m->base, (uintptr_t)base);
    if (is_new) {
      m->next = atomic_load(&mappings);
      atomic_store(&mappings, m);
    }
  } else if (is_new) {
    free(m);
  }
  pthread_mutex_unlock(&lock);
}

void pl_forget_mapping(const void *base) {
  pthread_mutex_lock(&lock);
  for (mapping *m = atomic_load(&mappings); m; m = m->next) {
    if (atomic_load(&m->base) != (uintptr_t)base) continue;
    if (has_changed(m) && !atomic_load(&changed)) atomic_store(&changed, strdup(m->name));
    atomic_store(&m->base, 0);
  }
  pthread_mutex_unlock(&lock);
}

const char *pl_changed_mapping(void) {
  for (mapping *m = atomic_load(&mappings); m; m = m->next)
    if (atomic_load(&m->base) && has_changed(m)) return m->name;
  return atomic_load(&changed);
}

static void put(const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t done = write(STDERR_FILENO, text, left);
    if (done <= 0) return;
    text += done;
    left -= (size_t)done;
  }
}

static void put_number(size_t number) {
  char digits[24];
  char *first = digits + sizeof digits;
  *--first = 0;
  do *--first = (char)('0' + number % 10);
  while (number /= 10);
  put(first);
}

static _Noreturn void leave_mapping(const char *name) {
  put("parlance: ");
  put(name);
  put(": the file was cut or written over while it was in use, or cannot be read any more; bring it back, "
      "and replace files by renaming a new one into place\n");
  _exit(INPUT_OUTPUT);
}

void pl_leave_if_mapping_changed(void) {
  const char *name = atomic_load(&leaves) ? pl_changed_mapping() : NULL;
  if (name) leave_mapping(name);
}

void pl_leave_without_memory(size_t bytes) {
  if (!atomic_load(&leaves)) return;
  put("parlance: there is no memory for ");
  put_number(bytes);
  put(" bytes more");
  put(ADVICE);
  _exit(FAILURE);
}

void pl_leave_with(const char *message, int code) {
  if (!atomic_load(&leaves)) return;
  put("parlance: ");
  put(message);
  put("\n");
  _exit(code);
}

static void on_lost_page(int signal_number, siginfo_t *information, void *context) {
  (void)context;
  const uintptr_t place = (uintptr_t)information->si_addr;
  for (mapping *m = atomic_load(&mappings); m; m = m->next) {
    const uintptr_t base = atomic_load(&m->base);
    if (base && place >= base && place - base < m->bytes) leave_mapping(m->name);
  }
  // The fault comes again when this returns, and then ends the process.
  signal(signal_number, SIG_DFL);
}

static void on_abort(int signal_number) {
  // The last thing that an allocation does before its caller gives up.
  if (errno == ENOMEM) {
    put("parlance: there is not enough memory");
    put(ADVICE);
    _exit(FAILURE);
  }
  signal(signal_number, SIG_DFL);
}

void pl_leave_on_faults(void) {
  atomic_store(&leaves, true);
  // A file that may not grow is an error of the write (EFBIG).
  signal(SIGXFSZ, SIG_IGN);
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = on_lost_page;
  sigaction(SIGBUS, &action, NULL);
  action.sa_flags = SA_ONSTACK;
  action.sa_handler = on_abort;
  sigaction(SIGABRT, &action, NULL);
}

static int argument_count;
static char **arguments;

// glibc and Apple's libraries give them to what runs at the start.
#if defined(__GLIBC__) || defined(__APPLE__)
__attribute__((constructor)) static void keep_arguments(int count, char **words) {
  argument_count = count;
  arguments = words;
}
#endif

char **pl_arguments(int *count) {
  *count = argument_count;
  return arguments;
}
