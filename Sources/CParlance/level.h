#ifndef PL_LEVEL_H
#define PL_LEVEL_H

// 0 baseline, 1 AVX2, 2 AVX-512.
int pl_level(void);

#endif
