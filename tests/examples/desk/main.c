/* main.c - the main of the plain runner; Criterion has one of its own. */
#include "world.h"

KITH_TEST_MAIN
