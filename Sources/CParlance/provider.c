// The matrix product of oneDNN, opened where the system has it when the first product asks for it: no
// build needs it, and a program that does not multiply does not load it. `dnnl_sgemm` has one signature in
// versions 2 and 3.

#include "provider.h"

#include <pthread.h>
#include <stdatomic.h>

static _Atomic(pl_sgemm) provider;

void pl_set_sgemm(pl_sgemm function) { atomic_store(&provider, function); }

#ifdef __linux__
#include <dlfcn.h>

static void (*set_openmp_threads)(int);

static void open_library(void) {
  static const char *const names[] = {"libdnnl.so.3", "libdnnl.so.2"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    pl_sgemm found = library ? (pl_sgemm)dlsym(library, "dnnl_sgemm") : NULL;
    if (!found) continue;
    // Of the OpenMP that the library brings with it.
    set_openmp_threads = (void (*)(int))dlsym(library, "omp_set_num_threads");
    pl_set_sgemm(found);
    return;
  }
}

pl_sgemm pl_provided_sgemm(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return atomic_load(&provider);
}

void pl_prepare_provider(void) {
  static _Thread_local bool done = false;
  if (done) return;
  done = true;
  if (set_openmp_threads) set_openmp_threads(1);
}
#else
pl_sgemm pl_provided_sgemm(void) { return atomic_load(&provider); }
void pl_prepare_provider(void) {}
#endif
