// MPI, opened at run time: no build needs it. Its libraries differ in what their handles are: numbers, or the
// addresses of their own variables; a handle is passed here as what is wide enough for both. The functions
// used have the same form in all of them. One call at a time: MPI is asked for threads that take turns.

#include "include/CParlance.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

typedef intptr_t handle;

static struct {
  handle world, byte;
  // What MPI_Init_thread is asked for: calls of several threads, one after the other.
  int serialized;
  int (*init)(int *, char ***, int, int *);
  int (*rank)(handle, int *);
  int (*size)(handle, int *);
  int (*version)(char *, int *);
  int (*send)(const void *, int, handle, int, int, handle, handle *);
  int (*receive)(void *, int, handle, int, int, handle, handle *);
  int (*test)(handle *, int *, void *);
  int (*probe)(int, int, handle, int *, void *);
  int (*abort)(handle, int);
  int (*finalize)(void);
} mpi;

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char problem[512];

#define IN_TURN(call)            \
  pthread_mutex_lock(&turn);     \
  int status = (call);           \
  pthread_mutex_unlock(&turn);   \
  return status == 0

const char *pl_mpi_problem(void) { return problem; }

static bool find(void *library, const char *name, void *function) {
  void *found = dlsym(library, name);
  if (!found) {
    snprintf(problem, sizeof problem, "has no %s", name);
    return false;
  }
  memcpy(function, &found, sizeof found);
  return true;
}

// Open MPI's handles are addresses; those of the standard's ABI and of MPICH are numbers.
static void take_handles(void *library, const char *name) {
  mpi.serialized = 2;
  void *world = dlsym(library, "ompi_mpi_comm_world"), *byte = dlsym(library, "ompi_mpi_byte");
  if (world && byte) {
    mpi.world = (handle)world;
    mpi.byte = (handle)byte;
  } else if (strstr(name, "mpi_abi")) {
    mpi.world = 0x101;
    mpi.byte = 0x247;
    mpi.serialized = 2048;
  } else {
    mpi.world = 0x44000000;
    mpi.byte = 0x4c00010d;
  }
}

bool pl_mpi_open(const char *name) {
  // Some find their own parts only among symbols that all see.
  void *library = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    const char *reason = dlerror();
    snprintf(problem, sizeof problem, "%s", reason ? reason : name);
    return false;
  }
  take_handles(library, name);
  return find(library, "MPI_Init_thread", &mpi.init) && find(library, "MPI_Comm_rank", &mpi.rank)
      && find(library, "MPI_Comm_size", &mpi.size)
      && find(library, "MPI_Get_library_version", &mpi.version)
      && find(library, "MPI_Isend", &mpi.send) && find(library, "MPI_Irecv", &mpi.receive)
      && find(library, "MPI_Test", &mpi.test) && find(library, "MPI_Iprobe", &mpi.probe)
      && find(library, "MPI_Abort", &mpi.abort) && find(library, "MPI_Finalize", &mpi.finalize);
}

bool pl_mpi_initialize(int *rank, int *size) {
  int provided = 0;
  if (mpi.init(NULL, NULL, mpi.serialized, &provided) != 0) {
    snprintf(problem, sizeof problem, "cannot be initialized");
    return false;
  }
  if (provided < mpi.serialized) {
    snprintf(problem, sizeof problem, "does not serve several threads of a process");
    return false;
  }
  return mpi.rank(mpi.world, rank) == 0 && mpi.size(mpi.world, size) == 0;
}

void pl_mpi_version(char *text, size_t capacity) {
  static char version[16384];
  int length = 0;
  if (mpi.version(version, &length) != 0) version[0] = 0;
  version[strcspn(version, "\n")] = 0;
  snprintf(text, capacity, "%s", version);
}

bool pl_mpi_send(const void *bytes, int count, int rank, int tag, intptr_t *request) {
  IN_TURN(mpi.send(bytes, count, mpi.byte, rank, tag, mpi.world, request));
}

bool pl_mpi_receive(void *bytes, int count, int rank, int tag, intptr_t *request) {
  IN_TURN(mpi.receive(bytes, count, mpi.byte, rank, tag, mpi.world, request));
}

bool pl_mpi_test(intptr_t *request, bool *done) {
  // Longer than the status of any of them.
  char status_bytes[128];
  int flag = 0;
  pthread_mutex_lock(&turn);
  int status = mpi.test(request, &flag, status_bytes);
  pthread_mutex_unlock(&turn);
  *done = flag != 0;
  return status == 0;
}

bool pl_mpi_probe(int rank, int tag, bool *found) {
  char status_bytes[128];
  int flag = 0;
  pthread_mutex_lock(&turn);
  int status = mpi.probe(rank, tag, mpi.world, &flag, status_bytes);
  pthread_mutex_unlock(&turn);
  *found = flag != 0;
  return status == 0;
}

// Whoever has the turn may never give it back: nobody is waited for.
void pl_mpi_abort(int code) { mpi.abort(mpi.world, code); }

bool pl_mpi_finalize(void) { IN_TURN(mpi.finalize()); }
