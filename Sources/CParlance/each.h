// A loop over the elements begin ..< end of the call `e`, vector by vector; `uneach.h` takes it back.
#define EACH(body)                                          \
  for (int64_t i = begin; i < end; i += PL_LANES) {         \
    int64_t n = end - i < PL_LANES ? end - i : PL_LANES;    \
    (void)n;                                                \
    body                                                    \
  }
#define A load_part(e->a + i, n)
#define B load_part(e->b + i, n)
#define C load_part(e->c + i, n)
#define Y load_part(e->y + i, n)
#define SET_Y(x) store_part(e->y + i, (x), n);
