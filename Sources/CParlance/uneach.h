#undef EACH
#undef A
#undef B
#undef C
#undef Y
#undef SET_Y
