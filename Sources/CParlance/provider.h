#ifndef PL_PROVIDER_H
#define PL_PROVIDER_H

#include "include/CParlance.h"

// The product of the system's library, or NULL.
pl_sgemm pl_provided_sgemm(void);
// Keeps a library that threads through OpenMP from doing so within our tiles: the setting is each thread's own.
void pl_prepare_provider(void);

#endif
