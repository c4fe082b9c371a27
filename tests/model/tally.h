/* tally.h - how often everything was tried, so that a run proves its reach. */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include "world.h"

void tally_status(kith_status status);
/* A call was made; the model still has the images of what it touched. */
void tally_call(const struct world *world, kith_status status);
void tally_shape(const char *name);
/* Print all counts. False when something never occurred. */
bool tally_print(void);

#endif
